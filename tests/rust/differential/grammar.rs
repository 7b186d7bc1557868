//! Random queries.
//!
//! Left out on purpose, since SPARQL 1.1 leaves their meaning open or the peer is known to be wrong:
//! - MINUS, BIND, VALUES and subqueries inside EXISTS (substitution is not defined for them);
//! - MINUS inside GRAPH, a variable of GRAPH inside its group, paths of length zero from terms that the graph
//!   lacks, and COUNT(DISTINCT *), where blank nodes of the query count: known errors of the peer;
//! - LIMIT without a total order; DESCRIBE.

use std::collections::BTreeMap;

use oxrdf::{Quad, Term};

use crate::data::World;
use crate::expression::{Words, any, boolean};
use crate::random::Random;
use crate::syntax::{Element, Group, Query};

/// Variables that patterns share.
const SHARED: [&str; 5] = ["?a", "?b", "?c", "?d", "?e"];
/// How deep expressions nest.
const DEPTH: usize = 3;

/// Where a group is: what may be in it.
#[derive(Clone, Copy)]
struct Place {
    /// Groups may still nest so deep.
    depth: usize,
    in_exists: bool,
}

pub(crate) struct Grammar<'a> {
    words: Words<'a>,
    random: &'a mut Random,
    fresh: usize,
    /// A term of the data for some shared variables: patterns that keep to it match together.
    meaning: BTreeMap<&'static str, Term>,
    /// The patterns at hand are inside GRAPH.
    in_graph: bool,
}

/// A random query over the words of `world`.
pub(crate) fn query(world: &World, random: &mut Random) -> Query {
    let variables = SHARED.map(str::to_owned).to_vec();
    let mut grammar = Grammar {
        words: Words { world, variables },
        random,
        fresh: 0,
        meaning: BTreeMap::new(),
        in_graph: false,
    };
    grammar.query()
}

impl Grammar<'_> {
    fn query(&mut self) -> Query {
        let place = Place { depth: 2, in_exists: false };
        match self.random.below(12) {
            0 => {
                let body = self.group(place);
                Query { head: "ASK".to_owned(), body, tail: String::new(), ordered: false }
            }
            1 => {
                let body = self.group(place);
                let head = format!("CONSTRUCT {{ {} }}", self.template());
                Query { head, body, tail: String::new(), ordered: false }
            }
            2..5 => self.grouped(place),
            _ => self.select(place),
        }
    }

    fn template(&mut self) -> String {
        let triple = |grammar: &mut Self| {
            let subject = if grammar.random.chance(20) { "_:t".to_owned() } else { grammar.shared() };
            let predicate = if grammar.random.chance(80) { grammar.predicate() } else { grammar.shared() };
            let object = if grammar.random.chance(15) { "_:t".to_owned() } else { grammar.shared() };
            format!("{subject} {predicate} {object} .")
        };
        (0..1 + self.random.below(2)).map(|_| triple(self)).collect::<Vec<_>>().join(" ")
    }

    fn select(&mut self, place: Place) -> Query {
        let body = self.group(place);
        let mut names: Vec<_> =
            SHARED.iter().filter(|_| self.random.chance(60)).map(|name| (*name).to_owned()).collect();
        if names.is_empty() {
            names.push("?a".to_owned());
        }
        let distinct = *self.random.pick(&["", "", "DISTINCT "]);
        let mut items = names.clone();
        if self.random.chance(25) {
            let name = self.fresh();
            items.push(format!("({} AS {name})", any(&self.words, self.random, DEPTH)));
            names.push(name);
        }
        let star = distinct.is_empty() && self.random.chance(10);
        let ordered = !star && self.random.chance(30);
        let tail = if ordered { self.total_order(&names) } else { String::new() };
        let items = if star { "*".to_owned() } else { items.join(" ") };
        Query { head: format!("SELECT {distinct}{items}"), body, tail, ordered }
    }

    /// An order in which only equal rows and blank nodes tie; and, since blank nodes do, LIMIT only without them.
    fn total_order(&mut self, names: &[String]) -> String {
        let key = |name: &String| {
            format!(
                "{0}(STR({name})) {0}(STR(DATATYPE({name}))) {0}(LANG({name}))",
                if self.random.chance(30) { "DESC" } else { "ASC" }
            )
        };
        let keys: Vec<_> = names.iter().map(key).collect();
        format!("ORDER BY {}", keys.join(" "))
    }

    fn grouped(&mut self, place: Place) -> Query {
        let body = self.group(place);
        let keys: Vec<_> =
            SHARED.iter().filter(|_| self.random.chance(25)).map(|name| (*name).to_owned()).collect();
        let mut items = keys.clone();
        for _ in 0..1 + self.random.below(2) {
            let name = self.fresh();
            items.push(format!("({} AS {name})", self.aggregate()));
        }
        let mut tail = if keys.is_empty() { String::new() } else { format!("GROUP BY {}", keys.join(" ")) };
        if self.random.chance(20) {
            tail += &format!(" HAVING (COUNT(*) > {})", self.random.below(3));
        }
        Query { head: format!("SELECT {}", items.join(" ")), body, tail, ordered: false }
    }

    /// Of values that are no errors: whether an error counts is left open by the specification.
    fn aggregate(&mut self) -> String {
        let name = self.shared();
        let distinct = *self.random.pick(&["", "DISTINCT "]);
        let number = format!("COALESCE(IF(isNumeric({name}), {name}, 0), 0)");
        let double = format!("<http://www.w3.org/2001/XMLSchema#double>({number})");
        match self.random.below(9) {
            0 => "COUNT(*)".to_owned(),
            1..4 => format!("COUNT({distinct}{name})"),
            4 => format!("SUM({distinct}{number})"),
            5 => format!("AVG({distinct}{number})"),
            6 => format!("MIN({double})"),
            7 => format!("MAX({double})"),
            _ => format!("STRLEN(GROUP_CONCAT({distinct}COALESCE(STR({name}), \"\"); SEPARATOR=\", \"))"),
        }
    }

    fn group(&mut self, place: Place) -> Group {
        let mut elements = self.patterns();
        for _ in 0..self.random.below(4) {
            let at = self.random.below(elements.len() + 1);
            let element = self.element(place);
            elements.insert(at, element);
        }
        Group(elements)
    }

    fn patterns(&mut self) -> Vec<Element> {
        let count = *self.random.pick(&[0, 1, 1, 1, 1, 2, 2, 2, 3, 4]);
        (0..count).map(|_| self.pattern()).collect()
    }

    fn element(&mut self, place: Place) -> Element {
        let Some(depth) = place.depth.checked_sub(1) else { return Element::Line(self.filter()) };
        let inside = Place { depth, ..place };
        match self.random.below(20) {
            0..3 => Element::Line(self.filter()),
            3..9 => Element::Nested("OPTIONAL".to_owned(), self.group(inside)),
            9 | 10 => Element::Union((0..2 + self.random.below(2)).map(|_| self.group(inside)).collect()),
            11 | 12 => {
                let word = *self.random.pick(&["FILTER EXISTS", "FILTER NOT EXISTS"]);
                Element::Nested(word.to_owned(), self.group(Place { in_exists: true, ..inside }))
            }
            13 if !place.in_exists && !self.in_graph => {
                Element::Nested("MINUS".to_owned(), self.group(inside))
            }
            14 => Element::Nested(String::new(), self.group(inside)),
            15 => {
                let name = self.graph_name();
                let outside = std::mem::replace(&mut self.in_graph, true);
                let group = self.group(inside);
                self.in_graph = outside;
                if name.starts_with('?') {
                    self.words.variables.push(name.clone());
                }
                Element::Nested(format!("GRAPH {name}"), group)
            }
            16 if !place.in_exists => self.bind(),
            17 if !place.in_exists => Element::Line(self.values()),
            18 if !place.in_exists => Element::Subquery(Box::new(self.subquery(inside))),
            _ => self.pattern(),
        }
    }

    /// A name, or a variable that the group inside does not have: the peer binds it too early.
    fn graph_name(&mut self) -> String {
        if self.random.chance(60) { self.fresh() } else { self.random.pick(&self.words.world.graphs).clone() }
    }

    fn subquery(&mut self, place: Place) -> Query {
        if self.random.chance(30) {
            return self.grouped(place);
        }
        let mut query = self.select(place);
        // An expression may make a blank node out of sight of the filters.
        if query.ordered && !query.head.contains(" AS ") {
            let names: Vec<_> = query.head.split([' ', ')']).filter(|word| word.starts_with('?')).collect();
            let named: Vec<_> = SHARED.iter().filter(|name| names.contains(name)).collect();
            // No blank node comes out, so that the first rows are the same for everyone.
            let filters =
                named.iter().map(|name| Element::Line(format!("FILTER(!isBlank({name}) || !BOUND({name}))")));
            query.body.0.extend(filters);
            query.tail += &format!(" LIMIT {}", 1 + self.random.below(4));
            if self.random.chance(30) {
                query.tail += &format!(" OFFSET {}", self.random.below(3));
            }
        }
        query
    }

    fn bind(&mut self) -> Element {
        let name = self.fresh();
        let expression = any(&self.words, self.random, DEPTH);
        self.words.variables.push(name.clone());
        Element::Line(format!("BIND({expression} AS {name})"))
    }

    fn values(&mut self) -> String {
        let cell = |grammar: &mut Self| {
            if grammar.random.chance(25) { "UNDEF".to_owned() } else { grammar.words.term(grammar.random) }
        };
        let (first, second) = (self.random.below(5), 1 + self.random.below(4));
        let names = [SHARED[first], SHARED[(first + second) % 5]];
        let row = |grammar: &mut Self| format!("({} {})", cell(grammar), cell(grammar));
        let rows: Vec<_> = (0..1 + self.random.below(3)).map(|_| row(self)).collect();
        format!("VALUES ({}) {{ {} }}", names.join(" "), rows.join(" "))
    }

    fn filter(&mut self) -> String {
        format!("FILTER({})", boolean(&self.words, self.random, DEPTH))
    }

    /// Mostly a triple of the data with variables for its ends; else anything.
    fn pattern(&mut self) -> Element {
        if self.random.chance(75) {
            return self.matching_pattern();
        }
        let subject = match self.random.below(10) {
            0 => self.random.pick(&self.words.world.nodes).clone(),
            1 => "_:x".to_owned() + &self.fresh()[1..],
            _ => self.shared(),
        };
        let predicate = if self.random.chance(80) { self.predicate() } else { self.shared() };
        let object = if self.random.chance(20) { self.words.term(self.random) } else { self.shared() };
        Element::Line(format!("{subject} {predicate} {object} ."))
    }

    fn matching_pattern(&mut self) -> Element {
        let quad = self.near_quad();
        let subject = self.meant(&quad.subject.into());
        let object = self.meant(&quad.object);
        // Both ends of a path are variables: a constant may be absent, see above.
        if subject.starts_with('?') && object.starts_with('?') && self.random.chance(20) {
            return self.path(subject, object);
        }
        let predicate = if self.random.chance(90) { quad.predicate.to_string() } else { self.shared() };
        Element::Line(format!("{subject} {predicate} {object} ."))
    }

    /// A triple of the data, if possible one that touches what the query has a variable for.
    fn near_quad(&mut self) -> Quad {
        let all = &self.words.world.quads;
        let here: Vec<_> =
            all.iter().filter(|quad| quad.graph_name.is_default_graph() != self.in_graph).collect();
        let quads = if here.is_empty() { all.iter().collect() } else { here };
        let known = |term: &Term| self.meaning.values().any(|meant| meant == term);
        let near = quads.iter().filter(|quad| known(&quad.subject.clone().into()) || known(&quad.object));
        let near: Vec<_> = near.collect();
        if near.is_empty() {
            (*self.random.pick(&quads)).clone()
        } else {
            (**self.random.pick(&near)).clone()
        }
    }

    /// The variable that means `term`, a new one, or now and then the term itself.
    fn meant(&mut self, term: &Term) -> String {
        if !term.is_blank_node() && self.random.chance(10) {
            return term.to_string();
        }
        if let Some((name, _)) = self.meaning.iter().find(|(_, meant)| *meant == term) {
            return (*name).to_owned();
        }
        let name = SHARED.into_iter().find(|name| !self.meaning.contains_key(name));
        let Some(name) = name else { return self.shared() };
        self.meaning.insert(name, term.clone());
        name.to_owned()
    }

    fn path(&mut self, subject: String, object: String) -> Element {
        match self.random.below(6) {
            0 => Element::Branches { subject, paths: [self.steps(1), self.steps(1)], object },
            1 => {
                let paths = [format!("!{}", self.predicate()), format!("!^{}", self.predicate())];
                Element::Branches { subject, paths, object }
            }
            _ => Element::Line(format!("{subject} {} {object} .", self.steps(2))),
        }
    }

    /// A path whose solutions are the same as a bag for both engines: branches are inside closures only.
    fn steps(&mut self, depth: usize) -> String {
        let Some(depth) = depth.checked_sub(1) else { return self.predicate() };
        match self.random.below(8) {
            0 => format!("({}/{})", self.steps(depth), self.steps(depth)),
            1 => format!("(^{})", self.steps(depth)),
            2 => format!("!({}|{})", self.predicate(), self.predicate()),
            3 => format!("!^{}", self.predicate()),
            _ => format!("(({}){})", self.closed(depth), self.random.pick(&["*", "+", "+", "?"])),
        }
    }

    /// A path inside a closure, which knows no duplicates.
    fn closed(&mut self, depth: usize) -> String {
        match self.random.below(5) {
            0 => format!("{}|{}", self.steps(depth), self.steps(depth)),
            1 => format!("!({}|^{})", self.predicate(), self.predicate()),
            2 => format!("{}/{}", self.steps(depth), self.predicate()),
            _ => self.steps(depth),
        }
    }

    fn predicate(&mut self) -> String {
        self.random.pick(&self.words.world.predicates).clone()
    }

    fn shared(&mut self) -> String {
        (*self.random.pick(&SHARED)).to_owned()
    }

    fn fresh(&mut self) -> String {
        self.fresh += 1;
        format!("?n{}", self.fresh)
    }
}
