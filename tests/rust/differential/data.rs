//! The graphs that random queries are asked over, and the words a query may use of them.
//!
//! Left out on purpose: numbers in a spelling that is not canonical (`01`), since the peer rewrites them where
//! an expression touches them, and types derived from integer (`xsd:int`), which it takes for integer; moments without a time zone, whose order is undefined between zones.

use std::collections::BTreeSet;

use ggen_marketplace_core::graph::describe;
use ggen_marketplace_core::import::jsonl;
use ggen_marketplace_core::model::{self, Triple};
use oxrdf::vocab::xsd;
use oxrdf::{BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term};

use crate::random::Random;

/// Quads, and their terms as a query spells them.
pub(crate) struct World {
    pub(crate) quads: Vec<Quad>,
    pub(crate) predicates: Vec<String>,
    /// IRIs in the place of subject or object.
    pub(crate) nodes: Vec<String>,
    pub(crate) literals: Vec<String>,
    pub(crate) graphs: Vec<String>,
}

impl World {
    fn new(quads: Vec<Quad>) -> Self {
        let mut sets: [BTreeSet<String>; 4] = Default::default();
        for quad in &quads {
            sets[0].insert(quad.predicate.to_string());
            if let NamedOrBlankNode::NamedNode(subject) = &quad.subject {
                sets[1].insert(subject.to_string());
            }
            match &quad.object {
                Term::NamedNode(node) => sets[1].insert(node.to_string()),
                Term::Literal(literal) if literal.value().len() < 60 => sets[2].insert(literal.to_string()),
                _ => false,
            };
            if let GraphName::NamedNode(name) = &quad.graph_name {
                sets[3].insert(name.to_string());
            }
        }
        sets[1].insert("<http://e/absent>".to_owned());
        sets[2].insert("\"absent\"".to_owned());
        sets[3].insert("<http://e/absent>".to_owned());
        let [predicates, nodes, literals, graphs] = sets.map(|set| set.into_iter().collect());
        Self { quads, predicates, nodes, literals, graphs }
    }

    /// A small graph in which everything is connected by chance, and two named ones that share its nodes.
    pub(crate) fn random(random: &mut Random) -> Self {
        let count = 12 + random.below(28);
        let mut quads: Vec<_> = (0..count).map(|_| quad(random)).collect();
        let own = |quads: &[Quad]| quads.iter().any(|quad| quad.graph_name == GraphName::DefaultGraph);
        while !own(&quads) {
            quads.push(quad(random));
        }
        let mut seen = BTreeSet::new();
        quads.retain(|quad| seen.insert(quad.to_string()));
        Self::new(quads)
    }

    /// Some packages of the catalogue that the tests share, as the catalogue describes them.
    pub(crate) fn catalogue(random: &mut Random) -> Self {
        let file = ggen_marketplace_tests::workspace().join("tests/fixtures/packages.jsonl");
        let text = std::fs::read_to_string(file).unwrap();
        let lines: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        let chosen: BTreeSet<_> = (0..3).map(|_| *random.pick(&lines)).collect();
        let records = chosen.into_iter().map(|line| jsonl::record(1, line.as_bytes()).unwrap().record);
        Self::new(
            records.flat_map(|record| describe(&record)).map(|triple| catalogue_quad(&triple)).collect(),
        )
    }
}

fn catalogue_quad(triple: &Triple) -> Quad {
    let object: Term = match &triple.object {
        model::Term::Iri(iri) => NamedNode::new_unchecked(iri).into(),
        model::Term::Literal { value, datatype: None } => Literal::new_simple_literal(value).into(),
        model::Term::Literal { value, datatype: Some(datatype) } => {
            Literal::new_typed_literal(value, NamedNode::new_unchecked(datatype)).into()
        }
        other => panic!("{other}: records have no such terms"),
    };
    let (subject, predicate) =
        (NamedNode::new_unchecked(&triple.subject), NamedNode::new_unchecked(&triple.predicate));
    Quad::new(subject, predicate, object, GraphName::DefaultGraph)
}

fn quad(random: &mut Random) -> Quad {
    let predicate = random.below(5);
    let graph = match random.below(10) {
        0..7 => GraphName::DefaultGraph,
        7 | 8 => iri("g0").into(),
        _ => iri("g1").into(),
    };
    Quad::new(node(random), iri(&format!("p{predicate}")), object(random, predicate), graph)
}

fn iri(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("http://e/{name}"))
}

fn node(random: &mut Random) -> NamedOrBlankNode {
    match random.below(8) {
        number @ 0..5 => iri(&format!("s{number}")).into(),
        number => BlankNode::new_unchecked(format!("b{number}")).into(),
    }
}

/// `p0` and `p1` join nodes, `p2` leads to numbers, `p3` to texts, `p4` to anything.
fn object(random: &mut Random, predicate: usize) -> Term {
    match predicate {
        0 | 1 => node(random).into(),
        2 => number(random).into(),
        3 => text(random).into(),
        _ => match random.below(4) {
            0 => node(random).into(),
            1 => number(random).into(),
            2 => text(random).into(),
            _ => other(random).into(),
        },
    }
}

fn number(random: &mut Random) -> Literal {
    let (text, datatype) = match random.below(10) {
        0..5 => (format!("{}", random.below(7) as i64 - 2), xsd::INTEGER),
        5 | 6 => (format!("{}.5", random.below(4)), xsd::DECIMAL),
        7 => ((*random.pick(&["1", "2.5", "-1"])).to_owned(), xsd::DOUBLE),
        _ => ((*random.pick(&["1", "0.5"])).to_owned(), xsd::FLOAT),
    };
    Literal::new_typed_literal(text, datatype)
}

fn text(random: &mut Random) -> Literal {
    let value = *random.pick(&["", "a", "b", "ab", "Ab", "aé😀", "a b", "10", "2"]);
    match random.below(4) {
        0 => Literal::new_language_tagged_literal_unchecked(value, *random.pick(&["en", "en-gb", "fr"])),
        _ => Literal::new_simple_literal(value),
    }
}

fn other(random: &mut Random) -> Literal {
    let (text, datatype) = *random.pick(&[
        ("true", xsd::BOOLEAN),
        ("false", xsd::BOOLEAN),
        ("2020-01-02T03:04:05Z", xsd::DATE_TIME),
        ("2021-01-02T03:04:05.5Z", xsd::DATE_TIME),
        ("2020-01-02T04:04:05+01:00", xsd::DATE_TIME),
        ("2020-01-02Z", xsd::DATE),
        ("x", xsd::INTEGER),
        ("x", oxrdf::NamedNodeRef::new_unchecked("http://e/type")),
        ("y", oxrdf::NamedNodeRef::new_unchecked("http://e/type")),
    ]);
    Literal::new_typed_literal(text, datatype)
}
