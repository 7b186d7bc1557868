//! ORDER BY with a limit, read in its order: where the first sort key is the object of a predicate whose objects
//! lie in the index as they sort, the scan of that predicate leads, and the sorting ends with the last row that
//! can have a place.

use super::super::QueryError;
use super::super::algebra::{Expr, GraphRef, Node, OrderKey, Place};
use super::super::slots::{Slot, Slots};
use super::chain::{Chain, Outer, is_free};
use super::{Kind, Planner, Step};

/// Reading in order must be expected to meet so many times fewer rows than the pattern has solutions.
const WORTH: f64 = 4.0;

/// The triple pattern that leads.
#[derive(Clone, Copy)]
struct Lead {
    graph: GraphRef,
    places: [Place; 3],
}

impl Planner<'_, '_> {
    /// A step for `inner` whose solutions come in the order of the first of `keys`, if the first `keep` are then
    /// found sooner; else the pattern, as it was.
    pub(super) fn in_order(
        &mut self,
        mut inner: Node,
        keys: &[OrderKey],
        keep: Option<u64>,
        outer: &Outer,
    ) -> Result<Result<Step, Node>, QueryError> {
        let (Some(keep), Some(OrderKey { value: Expr::Slot(key), descending })) = (keep, keys.first()) else {
            return Ok(Err(inner));
        };
        let Some(lead) = lead(&inner, *key, &outer.possible) else { return Ok(Err(inner)) };
        let solutions = self.fanout(&inner, &outer.bound)?;
        let Some(matches) = self.sorted_matches(lead)? else { return Ok(Err(inner)) };
        if keep as f64 * (matches / solutions.max(1.0)).max(1.0) * WORTH > solutions {
            return Ok(Err(inner));
        }
        take(&mut inner, lead);
        let mut chain = Chain::new(outer);
        self.append_sorted(lead, *descending, matches, &mut chain);
        self.append(inner, &mut chain, false)?;
        Ok(Ok(self.close(chain)))
    }

    /// How many triples the scan has, if its objects come as ORDER BY wants them.
    fn sorted_matches(&self, lead: Lead) -> Result<Option<f64>, QueryError> {
        let (Some(view), Place::Const(predicate)) = (self.view(lead.graph), lead.places[1]) else {
            return Ok(None);
        };
        let Some(predicate) = predicate.id() else { return Ok(None) };
        Ok(match view.stats(predicate)? {
            Some(stats) if view.is_one() => {
                let (first, last) = stats.object_range;
                let [first, last] = [self.dataset.class(first)?, self.dataset.class(last)?];
                (first == last && first.is_ordered()).then_some(stats.triples as f64)
            }
            _ => None,
        })
    }

    fn append_sorted(&mut self, lead: Lead, descending: bool, matches: f64, chain: &mut Chain) {
        let step = self.step(Kind::Sorted { graph: lead.graph, places: lead.places, descending }, matches);
        chain.begin(step, &slots(&lead.places), matches);
    }
}

/// The pattern of `node` that binds `key` as its object and may come first: a predicate's triples, both ends free.
fn lead(node: &Node, key: Slot, outer: &Slots) -> Option<Lead> {
    match node {
        Node::Triple(graph @ GraphRef::View(_), places @ [Place::Slot(subject), Place::Const(_), object])
            if *object == Place::Slot(key)
                && *subject != key
                && places.iter().all(|place| matches!(place, Place::Const(_)) || is_free(*place, outer)) =>
        {
            Some(Lead { graph: *graph, places: *places })
        }
        // An OPTIONAL among the items may depend on what the pattern binds: then the order of the items is theirs.
        Node::Join(items) if !items.iter().any(|item| matches!(item, Node::Optional { .. })) => items
            .iter()
            .filter(|item| matches!(item, Node::Triple(..)))
            .find_map(|item| lead(item, key, outer)),
        Node::Filter { inner, .. } | Node::Project { inner, .. } => lead(inner, key, outer),
        Node::Optional { left, .. } => lead(left, key, outer),
        _ => None,
    }
}

/// Takes out of `node` what [`lead`] found there.
fn take(node: &mut Node, wanted: Lead) {
    let is_wanted = |node: &Node| matches!(node, Node::Triple(graph, places) if (*graph, *places) == (wanted.graph, wanted.places));
    match node {
        Node::Join(items) => {
            items.iter_mut().filter(|item| is_wanted(item)).take(1).for_each(|item| *item = Node::Unit)
        }
        Node::Filter { inner, .. } | Node::Project { inner, .. } => take(inner, wanted),
        Node::Optional { left, .. } => take(left, wanted),
        node => *node = Node::Unit,
    }
}

fn slots(places: &[Place; 3]) -> Slots {
    places.iter().filter_map(|place| if let Place::Slot(slot) = place { Some(*slot) } else { None }).collect()
}

#[cfg(test)]
mod tests {
    use crate::catalog::{Catalog, GraphSegmentBuilder};
    use crate::model::Term;
    use crate::query::{Answer, Options, Query};

    /// 90 people with ages that repeat, names, and a friend for every third.
    fn people() -> Catalog<Vec<u8>> {
        let mut builder = GraphSegmentBuilder::new();
        let person = |n: u64| Term::iri(&format!("x:p{n:02}"));
        let mut push = |s: &Term, p: &str, o: &Term| {
            builder.push(s.as_ref(), Term::iri(&format!("x:{p}")).as_ref(), o.as_ref(), None);
        };
        for n in 0..90 {
            push(&person(n), "age", &Term::integer(n * 7 % 40));
            push(&person(n), "name", &Term::string(&format!("name {}", n * 31 % 90)));
            push(&person(n), "mixed", &if n % 2 == 0 { Term::integer(n) } else { Term::string("text") });
            if n % 3 == 0 {
                push(&person(n), "friend", &person(n / 3));
            }
        }
        Catalog::open(vec![builder.build().unwrap()]).unwrap()
    }

    /// The rows of the answer, and whether the plan reads in order.
    fn answer(text: &str) -> (Vec<String>, bool) {
        let catalog = people();
        let dataset = catalog.dataset().unwrap();
        let plan = Query::parse(&format!("PREFIX : <x:> {text}"), None).unwrap().plan(&dataset).unwrap();
        let in_order = plan.lines().iter().any(|line| line.text.contains("end early"));
        let Answer::Solutions(mut solutions) = plan.run(&Options::default()).unwrap() else { panic!() };
        let mut rows = Vec::new();
        while let Some(row) = solutions.next().unwrap() {
            rows.push(
                row.iter().map(|term| term.map_or("-".into(), Term::to_string)).collect::<Vec<_>>().join(" "),
            );
        }
        (rows, in_order)
    }

    /// The first rows are those of the whole answer, found by reading in order.
    #[track_caller]
    fn begins(query: &str, limit: usize, offset: usize) {
        let (all, whole) = answer(query);
        let (some, in_order) = answer(&format!("{query} LIMIT {limit} OFFSET {offset}"));
        assert!(in_order && !whole, "{query}");
        assert_eq!(some, all[offset..all.len().min(offset + limit)], "{query}");
    }

    #[test]
    fn the_first_rows_are_those_of_the_whole_order() {
        begins("SELECT * { ?x :age ?a } ORDER BY ?a ?x", 5, 0);
        begins("SELECT * { ?x :age ?a } ORDER BY DESC(?a) ?x", 5, 3);
        begins("SELECT * { ?x :age ?a . ?x :name ?n } ORDER BY DESC(?a) DESC(?x)", 7, 0);
        begins("SELECT ?n { ?x :age ?a . ?x :name ?n } ORDER BY ?n", 4, 4);
        begins("SELECT * { ?x :age ?a FILTER(?a != 38) } ORDER BY DESC(?a) ?x", 5, 0);
        begins("SELECT * { ?x :age ?a OPTIONAL { ?x :friend ?f } } ORDER BY DESC(?a) ?x", 6, 1);
        begins("SELECT * { ?x :name ?n . ?x :age ?a } ORDER BY ?n", 3, 0);
    }

    #[test]
    fn a_pattern_in_the_middle_of_a_join_is_begun_anew() {
        let text = "SELECT ?y ?a { ?y :age 0 { SELECT ?a { ?x :age ?a } ORDER BY DESC(?a) ?x LIMIT 2 } } ORDER BY ?y ?a";
        let (rows, in_order) = answer(text);
        assert!(in_order);
        assert_eq!(
            rows,
            ["<x:p00> 39", "<x:p00> 39", "<x:p40> 39", "<x:p40> 39", "<x:p80> 39", "<x:p80> 39"]
                .map(|row| row.replace("39", "\"39\"^^<http://www.w3.org/2001/XMLSchema#integer>"))
        );
    }

    #[test]
    fn other_orders_are_sorted() {
        for text in [
            "SELECT * { ?x :mixed ?m } ORDER BY ?m LIMIT 3",
            "SELECT * { ?x :age ?a } ORDER BY (?a + 1) LIMIT 3",
            "SELECT * { ?x ?p ?a } ORDER BY ?a LIMIT 3",
            "SELECT * { ?x :age ?a . ?x :name 'name 31' } ORDER BY ?a LIMIT 3",
            "SELECT * { ?x :age ?a } ORDER BY ?x LIMIT 3",
        ] {
            assert!(!answer(text).1, "{text}");
        }
    }
}
