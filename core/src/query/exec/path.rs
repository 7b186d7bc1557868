//! Property paths of any length: breadth first over ids, from whichever end is known (SPARQL 1.1, section 9.3).

use super::super::QueryError;
use super::super::algebra::{GraphRef, Path, Place};
use super::super::cell::Cell;
use super::super::slots::Slot;
use super::blocks::unset;
use super::hash::CellSet;
use super::{Operator, Run};
use crate::graph::{GraphView, Id, Pattern};

/// Nodes visited before a set of them becomes a bitmap over all terms.
const BITMAP_FROM: usize = 1_024;

/// See the module.
pub(super) struct PathOperator<'p> {
    graph: GraphRef,
    ends: [Place; 2],
    path: &'p Path,
    view: Option<&'p GraphView<'p>>,
    /// Nodes to start from, the next one last; empty when the solutions of the last are being given.
    starts: Vec<Id>,
    /// The start of the solutions at hand.
    start: Cell,
    /// The other ends that were found from it.
    found: Vec<Cell>,
    at: usize,
    backwards: bool,
    set: Vec<Slot>,
}

/// Nodes seen.
struct Visited {
    few: CellSet<Id>,
    many: Vec<u64>,
    terms: Id,
}

impl Visited {
    fn new(terms: Id) -> Self {
        Self { few: CellSet::default(), many: Vec::new(), terms }
    }

    /// Whether `id` is new; it is not from now on.
    fn insert(&mut self, id: Id) -> bool {
        if self.many.is_empty() {
            if self.few.len() < BITMAP_FROM {
                return self.few.insert(id);
            }
            self.many = vec![0; self.terms as usize / 64 + 1];
            #[allow(clippy::iter_over_hash_type, reason = "bits are set: the order does not show")]
            for id in core::mem::take(&mut self.few) {
                self.many[id as usize / 64] |= 1 << (id % 64);
            }
        }
        let (word, bit) = (&mut self.many[id as usize / 64], 1 << (id % 64));
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}

impl<'p> PathOperator<'p> {
    pub(super) fn new(graph: GraphRef, s: Place, path: &'p Path, o: Place) -> Self {
        Self {
            graph,
            ends: [s, o],
            path,
            view: None,
            starts: Vec::new(),
            start: Cell::UNBOUND,
            found: Vec::new(),
            at: 0,
            backwards: false,
            set: Vec::new(),
        }
    }

    /// The nodes that the path may start from, if neither end is known.
    fn all_starts(&self, run: &mut Run<'p>, view: &GraphView<'p>) -> Result<Vec<Id>, QueryError> {
        let (pattern, both) = match self.path {
            Path::OneOrMore(inner) => match **inner {
                Path::Link(None) => return Ok(Vec::new()),
                Path::Link(predicate) => (Pattern { predicate, ..Pattern::default() }, false),
                _ => (Pattern::default(), true),
            },
            _ => (Pattern::default(), true),
        };
        let (mut seen, mut starts, mut scan) =
            (Visited::new(run.scratch.dataset.terms()), Vec::new(), view.scan(pattern)?);
        while let Some([s, _, o]) = scan.next()? {
            run.pay()?;
            for id in [Some(s), both.then_some(o)].into_iter().flatten() {
                if seen.insert(id) {
                    starts.push(id);
                }
            }
        }
        run.hold(4 * starts.len() as u64)?;
        Ok(starts)
    }

    /// Finds everything from one start.
    fn search(&mut self, run: &mut Run<'p>, start: Cell, itself: bool) -> Result<(), QueryError> {
        self.start = start;
        self.found.clear();
        self.at = 0;
        let mut reached = Vec::new();
        if let (Some(view), Some(id)) = (self.view, start.id()) {
            let mut search = Search { run, view, itself };
            search.step(self.path, id, self.backwards, &mut reached)?;
        } else if itself && matches!(self.path, Path::ZeroOrMore(_) | Path::ZeroOrOne(_)) {
            self.found.push(start);
        }
        self.found.extend(reached.into_iter().map(Cell::term));
        Ok(())
    }

    /// Puts a start and an end into the row; `false` if they contradict it.
    fn place(&mut self, end: Cell, row: &mut [Cell]) -> bool {
        let (s, o) = if self.backwards { (end, self.start) } else { (self.start, end) };
        for (place, cell) in self.ends.into_iter().zip([s, o]) {
            let there = match place {
                Place::Const(there) => there,
                Place::Slot(slot) => row[usize::from(slot)],
            };
            if there.is_bound() {
                if there != cell {
                    return false;
                }
            } else if let Place::Slot(slot) = place {
                row[usize::from(slot)] = cell;
                self.set.push(slot);
            }
        }
        true
    }
}

impl<'p> Operator<'p> for PathOperator<'p> {
    fn open(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<(), QueryError> {
        run.pay()?;
        self.starts.clear();
        self.found.clear();
        self.set.clear();
        self.at = 0;
        self.view = run.view(self.graph, row);
        let Some(view) = self.view else { return Ok(()) };
        let known = self.ends.map(|place| match place {
            Place::Const(cell) => Some((cell, true)),
            Place::Slot(slot) => Some((row[usize::from(slot)], false)).filter(|(cell, _)| cell.is_bound()),
        });
        self.backwards = known[0].is_none() && known[1].is_some();
        match known[0].or(known[1]) {
            Some((start, constant)) => {
                // A constant is a node of every path of no length; a variable only takes nodes of the graph.
                let itself = constant || is_node(view, start)?;
                self.search(run, start, itself)
            }
            None => {
                self.starts = self.all_starts(run, view)?;
                Ok(())
            }
        }
    }

    fn next(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        loop {
            unset(&mut self.set, row);
            while let Some(end) = self.found.get(self.at).copied() {
                self.at += 1;
                if self.place(end, row) {
                    return Ok(true);
                }
                unset(&mut self.set, row);
            }
            let Some(start) = self.starts.pop() else { return Ok(false) };
            self.search(run, Cell::term(start), true)?;
        }
    }
}

fn is_node(view: &GraphView<'_>, cell: Cell) -> Result<bool, QueryError> {
    let Some(id) = cell.id() else { return Ok(false) };
    let subject = Pattern { subject: Some(id), ..Pattern::default() };
    let object = Pattern { object: Some(id), ..Pattern::default() };
    Ok(view.scan(subject)?.next()?.is_some() || view.scan(object)?.next()?.is_some())
}

/// A walk along a path.
struct Search<'r, 'p> {
    run: &'r mut Run<'p>,
    view: &'p GraphView<'p>,
    /// Whether a path of no length leads from the start to itself.
    itself: bool,
}

impl Search<'_, '_> {
    /// Appends the nodes at the other end of `path` from `node`.
    fn step(&mut self, path: &Path, node: Id, back: bool, out: &mut Vec<Id>) -> Result<(), QueryError> {
        match path {
            Path::Link(None) => Ok(()),
            Path::Link(predicate) => self.neighbours(node, *predicate, back, &[], out),
            Path::Except(predicates) => self.neighbours(node, None, back, predicates, out),
            Path::Inverse(path) => self.step(path, node, !back, out),
            Path::Sequence(paths) => self.sequence(paths, node, back, out),
            Path::Alternative(paths) => paths.iter().try_for_each(|path| self.step(path, node, back, out)),
            Path::ZeroOrOne(path) => self.zero_or_one(path, node, back, out),
            Path::ZeroOrMore(path) => self.closure(path, node, back, self.itself, out),
            Path::OneOrMore(path) => self.closure(path, node, back, false, out),
        }
    }

    fn neighbours(
        &mut self,
        node: Id,
        predicate: Option<Id>,
        back: bool,
        except: &[Id],
        out: &mut Vec<Id>,
    ) -> Result<(), QueryError> {
        let (subject, object) = if back { (None, Some(node)) } else { (Some(node), None) };
        let mut scan = self.view.scan(Pattern { subject, predicate, object })?;
        while let Some([s, p, o]) = scan.next()? {
            self.run.pay()?;
            if !except.contains(&p) {
                out.push(if back { s } else { o });
            }
        }
        Ok(())
    }

    fn sequence(
        &mut self,
        paths: &[Path],
        node: Id,
        back: bool,
        out: &mut Vec<Id>,
    ) -> Result<(), QueryError> {
        let mut nodes = vec![node];
        for at in 0..paths.len() {
            let path = if back { &paths[paths.len() - 1 - at] } else { &paths[at] };
            let mut next = Vec::new();
            for node in nodes {
                if at == 0 {
                    self.step(path, node, back, &mut next)?;
                } else {
                    self.inner(path, node, back, &mut next)?;
                }
            }
            crate::sort::sort_unstable(&mut next);
            next.dedup();
            nodes = next;
        }
        out.extend(nodes);
        Ok(())
    }

    /// A step that begins at a node that was reached, and so is one.
    fn inner(&mut self, path: &Path, node: Id, back: bool, out: &mut Vec<Id>) -> Result<(), QueryError> {
        let itself = core::mem::replace(&mut self.itself, true);
        let result = self.step(path, node, back, out);
        self.itself = itself;
        result
    }

    fn zero_or_one(
        &mut self,
        path: &Path,
        node: Id,
        back: bool,
        out: &mut Vec<Id>,
    ) -> Result<(), QueryError> {
        let mut found = Vec::new();
        if self.itself {
            found.push(node);
        }
        self.step(path, node, back, &mut found)?;
        let mut seen = CellSet::default();
        out.extend(found.into_iter().filter(|id| seen.insert(*id)));
        Ok(())
    }

    /// Everything that repeating `path` reaches, each node once.
    fn closure(
        &mut self,
        path: &Path,
        node: Id,
        back: bool,
        itself: bool,
        out: &mut Vec<Id>,
    ) -> Result<(), QueryError> {
        let mut seen = Visited::new(self.run.scratch.dataset.terms());
        if itself {
            seen.insert(node);
            out.push(node);
        }
        let (mut frontier, mut reached) = (Vec::new(), Vec::new());
        self.step(path, node, back, &mut reached)?;
        loop {
            for next in reached.drain(..) {
                if seen.insert(next) {
                    out.push(next);
                    frontier.push(next);
                }
            }
            let Some(node) = frontier.pop() else { return Ok(()) };
            self.inner(path, node, back, &mut reached)?;
        }
    }
}
