//! Triple patterns against the index.

use super::super::QueryError;
use super::super::algebra::{GraphRef, Place};
use super::super::cell::Cell;
use super::super::slots::Slot;
use super::{Operator, Run};
use crate::graph::{Id, Pattern, Scan};

/// One triple pattern: a scan of what is free, a lookup where nothing is.
pub(super) struct ScanOperator<'p> {
    graph: GraphRef,
    places: [Place; 3],
    /// From the last match to the first.
    backwards: bool,
    /// Kept from row to row, see [`GraphView::scan_again`](crate::graph::GraphView::scan_again).
    scan: Option<Scan<'p>>,
    /// Whether the scan has more to give.
    open: bool,
    /// For each place the slot that it sets.
    sets: [Option<Slot>; 3],
    /// Pairs of places that hold the same free slot.
    same: Vec<(usize, usize)>,
    /// A triple without free places is there.
    there: bool,
}

/// The pattern with the row's values; `None` if one of them is no term of the dataset.
fn resolve(places: &[Place; 3], row: &[Cell]) -> Option<Pattern> {
    let id = |place: Place| -> Option<Option<Id>> {
        let cell = match place {
            Place::Const(cell) => cell,
            Place::Slot(slot) => row[usize::from(slot)],
        };
        if cell.is_bound() { cell.id().map(Some) } else { Some(None) }
    };
    Some(Pattern { subject: id(places[0])?, predicate: id(places[1])?, object: id(places[2])? })
}

impl ScanOperator<'_> {
    pub(super) fn new(graph: GraphRef, places: [Place; 3], backwards: bool) -> Self {
        Self {
            graph,
            places,
            backwards,
            scan: None,
            open: false,
            sets: [None; 3],
            same: Vec::new(),
            there: false,
        }
    }

    fn note_free(&mut self, row: &[Cell]) {
        self.sets = self.places.map(|place| match place {
            Place::Slot(slot) if !row[usize::from(slot)].is_bound() => Some(slot),
            _ => None,
        });
        self.same.clear();
        for (a, b) in [(0, 1), (0, 2), (1, 2)] {
            if self.sets[a].is_some() && self.sets[a] == self.sets[b] {
                self.same.push((a, b));
            }
        }
    }

    fn unset(&self, row: &mut [Cell]) {
        for slot in self.sets.iter().flatten() {
            row[usize::from(*slot)] = Cell::UNBOUND;
        }
    }
}

impl<'p> Operator<'p> for ScanOperator<'p> {
    fn open(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<(), QueryError> {
        run.pay()?;
        (self.open, self.there) = (false, false);
        let Some(view) = run.view(self.graph, row) else { return Ok(()) };
        let Some(pattern) = resolve(&self.places, row) else { return Ok(()) };
        self.note_free(row);
        match pattern {
            Pattern { subject: Some(s), predicate: Some(p), object: Some(o) } => {
                self.there = view.contains([s, p, o])?;
            }
            pattern => {
                view.scan_again(pattern, &mut self.scan)?;
                self.open = true;
            }
        }
        Ok(())
    }

    fn next(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        let Some(scan) = self.scan.as_mut().filter(|_| self.open) else {
            return Ok(core::mem::take(&mut self.there));
        };
        while let Some(triple) = if self.backwards { scan.next_back()? } else { scan.next()? } {
            run.pay()?;
            if self.same.iter().all(|(a, b)| triple[*a] == triple[*b]) {
                for (slot, id) in self.sets.iter().zip(triple) {
                    if let Some(slot) = slot {
                        row[usize::from(*slot)] = Cell::term(id);
                    }
                }
                return Ok(true);
            }
        }
        self.unset(row);
        self.open = false;
        Ok(false)
    }
}

/// The values of one slot that several sorted scans share (leapfrog triejoin on one variable; Veldhuizen 2014).
pub(super) struct Intersection<'p> {
    slot: Slot,
    patterns: &'p [(GraphRef, [Place; 3])],
    scans: Vec<SortedScan<'p>>,
}

/// A scan whose free place ascends.
struct SortedScan<'p> {
    scan: Scan<'p>,
    /// The free place: 0 or 2.
    place: usize,
    current: Option<Id>,
}

impl SortedScan<'_> {
    fn advance(&mut self) -> Result<(), QueryError> {
        let place = self.place;
        self.current = self.scan.next()?.map(|triple| triple[place]);
        Ok(())
    }

    fn seek(&mut self, least: Id) -> Result<(), QueryError> {
        self.scan.seek(least)?;
        self.advance()
    }
}

impl<'p> Intersection<'p> {
    pub(super) fn new(slot: Slot, patterns: &'p [(GraphRef, [Place; 3])]) -> Self {
        Self { slot, patterns, scans: Vec::new() }
    }

    /// The next value that all scans are at, leaping over what any of them lacks.
    fn agree(&mut self, run: &mut Run<'p>) -> Result<Option<Id>, QueryError> {
        loop {
            run.pay()?;
            let mut most = 0;
            for scan in &self.scans {
                let Some(current) = scan.current else { return Ok(None) };
                most = most.max(current);
            }
            let mut all = true;
            for scan in &mut self.scans {
                if scan.current.is_some_and(|current| current < most) {
                    scan.seek(most)?;
                    all &= scan.current == Some(most);
                }
            }
            if all {
                return Ok(Some(most));
            }
        }
    }
}

impl<'p> Operator<'p> for Intersection<'p> {
    fn open(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<(), QueryError> {
        self.scans.clear();
        for (graph, places) in self.patterns {
            let found = run.view(*graph, row).zip(resolve(places, row));
            let Some((view, pattern)) = found else {
                self.scans.clear();
                return Ok(());
            };
            let place = if places[0] == Place::Slot(self.slot) { 0 } else { 2 };
            let mut scan = SortedScan { scan: view.scan(pattern)?, place, current: None };
            scan.advance()?;
            self.scans.push(scan);
        }
        Ok(())
    }

    fn next(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        let value = if self.scans.is_empty() { None } else { self.agree(run)? };
        let Some(value) = value else {
            row[usize::from(self.slot)] = Cell::UNBOUND;
            return Ok(false);
        };
        row[usize::from(self.slot)] = Cell::term(value);
        for scan in &mut self.scans {
            scan.advance()?;
        }
        Ok(true)
    }
}

/// The number of matching triples, from the index.
pub(super) struct Count<'p> {
    graph: GraphRef,
    places: [Place; 3],
    into: &'p [Slot],
    late: bool,
    ready: bool,
}

impl<'p> Count<'p> {
    pub(super) fn new(graph: GraphRef, places: [Place; 3], into: &'p [Slot], late: bool) -> Self {
        Self { graph, places, into, late, ready: false }
    }
}

impl<'p> Operator<'p> for Count<'p> {
    fn open(&mut self, _: &mut Run<'p>, _: &mut [Cell]) -> Result<(), QueryError> {
        self.ready = true;
        Ok(())
    }

    fn next(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        let mut cell = Cell::UNBOUND;
        if self.ready {
            let found = run.view(self.graph, row).zip(resolve(&self.places, row));
            let count = found.map_or(Ok(0), |(view, pattern)| view.count(pattern))?;
            cell = number(run, count, self.late)?;
        }
        self.into.iter().for_each(|slot| row[usize::from(*slot)] = cell);
        Ok(core::mem::take(&mut self.ready))
    }
}

/// The cell of a count.
pub(super) fn number(run: &mut Run<'_>, count: u64, late: bool) -> Result<Cell, QueryError> {
    let value = super::super::value::Value::integer(i64::try_from(count).unwrap_or(i64::MAX));
    if late { run.scratch.late_cell_of(value) } else { run.scratch.cell_of(value) }
}

/// Each value of one slot once, with the number of its triples: a group counted along the index.
pub(super) struct Runs<'p> {
    graph: GraphRef,
    places: [Place; 3],
    key: Slot,
    into: &'p [Slot],
    late: bool,
    scan: Option<Scan<'p>>,
}

impl<'p> Runs<'p> {
    pub(super) fn new(graph: GraphRef, places: [Place; 3], key: Slot, into: &'p [Slot], late: bool) -> Self {
        Self { graph, places, key, into, late, scan: None }
    }
}

impl<'p> Operator<'p> for Runs<'p> {
    fn open(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<(), QueryError> {
        let found = run.view(self.graph, row).zip(resolve(&self.places, row));
        self.scan = found.map(|(view, pattern)| view.scan(pattern)).transpose()?;
        Ok(())
    }

    fn next(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        run.pay()?;
        let next = self.scan.as_mut().map_or(Ok(None), Scan::next_run)?;
        row[usize::from(self.key)] = next.map_or(Cell::UNBOUND, |(key, _)| Cell::term(key));
        if !self.into.is_empty() {
            let count = next.map(|(_, count)| number(run, count.into(), self.late)).transpose()?;
            self.into.iter().for_each(|slot| row[usize::from(*slot)] = count.unwrap_or(Cell::UNBOUND));
        }
        Ok(next.is_some())
    }
}
