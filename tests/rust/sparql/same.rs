//! When two bags of tuples are the same up to the names of blank nodes: triples are tuples of three terms,
//! solutions are tuples of their bindings. By colour refinement, and by trial where colours leave a choice.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

/// One place of a tuple.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Cell {
    /// Equal to the same text only.
    Fixed(String),
    /// A blank node, by its label.
    Blank(String),
}

/// Places in order.
pub type Tuple = Vec<Cell>;

/// Whether `left` and `right` hold the same tuples equally often under one renaming of blank nodes.
#[must_use]
pub fn same_bag(left: &[Tuple], right: &[Tuple]) -> bool {
    left.len() == right.len() && match_up(&Side::new(left), &Side::new(right))
}

/// As [`same_bag`], and in the same order.
#[must_use]
pub fn same_list(left: &[Tuple], right: &[Tuple]) -> bool {
    same_bag(&numbered(left), &numbered(right))
}

fn numbered(tuples: &[Tuple]) -> Vec<Tuple> {
    let place = |(at, tuple): (usize, &Tuple)| [&[Cell::Fixed(at.to_string())], &tuple[..]].concat();
    tuples.iter().enumerate().map(place).collect()
}

/// Tuples with blank nodes as numbers, and a colour for each: blank nodes that may be the same have the same.
#[derive(Clone)]
struct Side {
    tuples: Vec<Vec<Place>>,
    colours: Vec<u64>,
}

#[derive(Clone, Copy)]
enum Place {
    Fixed(u64),
    Blank(usize),
}

impl Side {
    fn new(tuples: &[Tuple]) -> Self {
        let mut labels = HashMap::new();
        let mut place = |cell: &Cell| match cell {
            Cell::Fixed(text) => Place::Fixed(hash(text)),
            Cell::Blank(label) => {
                let next = labels.len();
                Place::Blank(*labels.entry(label.clone()).or_insert(next))
            }
        };
        let tuples = tuples.iter().map(|tuple| tuple.iter().map(&mut place).collect()).collect();
        let mut side = Self { tuples, colours: vec![0; labels.len()] };
        side.refine();
        side
    }

    fn tuple_hash(&self, tuple: &[Place]) -> u64 {
        let place = |place: &Place| match *place {
            Place::Fixed(text) => (0, text, 0),
            Place::Blank(node) => (1, self.colours[node], first_place(tuple, node)),
        };
        hash(&tuple.iter().map(place).collect::<Vec<_>>())
    }

    /// Colours by what a node occurs with, until that tells no more of them apart.
    fn refine(&mut self) {
        let mut classes = 0;
        while self.classes() > classes {
            classes = self.classes();
            let mut seen = vec![0u64; self.colours.len()];
            for tuple in &self.tuples {
                let whole = self.tuple_hash(tuple);
                for (at, place) in tuple.iter().enumerate() {
                    if let Place::Blank(node) = place {
                        seen[*node] = seen[*node].wrapping_add(hash(&(whole, at)));
                    }
                }
            }
            self.colours = self.colours.iter().zip(seen).map(|pair| hash(&pair)).collect();
        }
    }

    fn classes(&self) -> usize {
        let mut colours = self.colours.clone();
        colours.sort_unstable();
        colours.dedup();
        colours.len()
    }

    /// Equal for sides that may match; for sides whose colours are all distinct, for those that do.
    fn signature(&self) -> (Vec<u64>, Vec<u64>) {
        let mut tuples: Vec<_> = self.tuples.iter().map(|tuple| self.tuple_hash(tuple)).collect();
        let mut colours = self.colours.clone();
        tuples.sort_unstable();
        colours.sort_unstable();
        (tuples, colours)
    }

    /// The nodes of one colour that several have.
    fn ambiguous(&self) -> Option<u64> {
        let mut colours = self.colours.clone();
        colours.sort_unstable();
        colours.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
    }

    fn nodes(&self, colour: u64) -> Vec<usize> {
        (0..self.colours.len()).filter(|node| self.colours[*node] == colour).collect()
    }

    fn marked(&self, node: usize) -> Self {
        let mut side = self.clone();
        side.colours[node] = hash(&("chosen", side.colours[node]));
        side.refine();
        side
    }
}

fn match_up(left: &Side, right: &Side) -> bool {
    if left.signature() != right.signature() {
        return false;
    }
    let Some(colour) = left.ambiguous() else { return true };
    let chosen = left.marked(left.nodes(colour)[0]);
    right.nodes(colour).into_iter().any(|node| match_up(&chosen, &right.marked(node)))
}

fn first_place(tuple: &[Place], node: usize) -> usize {
    tuple.iter().position(|place| matches!(place, Place::Blank(other) if *other == node)).unwrap_or(0)
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tuples(text: &str) -> Vec<Tuple> {
        let cell = |word: &str| match word.strip_prefix("_:") {
            Some(label) => Cell::Blank(label.to_owned()),
            None => Cell::Fixed(word.to_owned()),
        };
        text.split(',').map(|line| line.split_whitespace().map(cell).collect()).collect()
    }

    #[track_caller]
    fn check(left: &str, right: &str, same: bool) {
        assert_eq!(same_bag(&tuples(left), &tuples(right)), same);
        assert_eq!(same_bag(&tuples(right), &tuples(left)), same);
    }

    #[test]
    fn names_of_blank_nodes_mean_nothing() {
        check("_:a p _:b, _:b p x", "_:c p x, _:d p _:c", true);
        check("_:a p _:b, _:b p x", "_:c p x, _:d p _:d", false);
        check("_:a, _:a", "_:a, _:b", false);
        check("_:a _:a", "_:a _:b", false);
    }

    #[test]
    fn rows_count_as_often_as_they_occur() {
        check("a, a, b", "a, b, b", false);
        check("a, a, b", "b, a, a", true);
        assert!(!same_list(&tuples("a, b"), &tuples("b, a")));
        assert!(same_list(&tuples("_:x, b"), &tuples("_:y, b")));
    }

    #[test]
    fn rings_are_told_apart_by_trial() {
        let two_rings = "_:a p _:b, _:b p _:c, _:c p _:a, _:d p _:e, _:e p _:f, _:f p _:d";
        let one_ring = "_:a p _:b, _:b p _:c, _:c p _:d, _:d p _:e, _:e p _:f, _:f p _:a";
        check(two_rings, one_ring, false);
        check(one_ring, "_:6 p _:1, _:1 p _:2, _:2 p _:3, _:3 p _:4, _:4 p _:5, _:5 p _:6", true);
    }
}
