//! Several scans of the same pattern read as one: each triple once, less those withdrawn.

use super::scan::Scan;
use super::{Id, Pattern, Triples};
use crate::codec::Read;

/// A source of triples, less those of another index; all of the latter are in the former.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) triples: Triples<'a>,
    pub(super) without: Option<Triples<'a>>,
}

/// A merge of the parts' scans, in the order that all of them have.
#[derive(Debug, Clone)]
pub(crate) struct Merged<'a> {
    inputs: Vec<Input<'a>>,
    pattern: Pattern,
}

/// One part's scan; `head` is its next triple, `gap` the next of those left out.
#[derive(Debug, Clone)]
struct Input<'a> {
    scan: Scan<'a>,
    head: [Id; 3],
    without: Option<Scan<'a>>,
    gap: Option<[Id; 3]>,
    pattern: Pattern,
}

/// The scan of one part alone if no other part matches, else the merge.
#[allow(clippy::large_enum_variant, reason = "a scan of one index must not cost an allocation")]
pub(super) enum Cheapest<'a> {
    Scan(Scan<'a>),
    Merged(Merged<'a>),
}

impl<'a> Part<'a> {
    /// How many triples match. Exact.
    pub(super) fn count(&self, pattern: Pattern) -> Read<u64> {
        let less = self.without.as_ref().map_or(Ok(0), |without| without.count(pattern))?;
        Ok(self.triples.count(pattern)?.saturating_sub(less))
    }

    fn without(&'a self, pattern: Pattern) -> Read<Option<Scan<'a>>> {
        let Some(without) = &self.without else { return Ok(None) };
        let mut scan = without.scan(pattern)?;
        Ok((!scan.is_done()?).then_some(scan))
    }
}

pub(super) fn scan_parts<'a>(parts: &'a [Part<'a>], pattern: Pattern) -> Read<Cheapest<'a>> {
    let mut scans = Vec::new();
    for part in parts {
        let mut scan = part.triples.scan(pattern)?;
        if !scan.is_done()? {
            scans.push((scan, part.without(pattern)?));
        }
    }
    if matches!(scans.as_slice(), [(_, None)])
        && let Some((scan, _)) = scans.pop()
    {
        return Ok(Cheapest::Scan(scan));
    }
    let mut inputs = Vec::new();
    for (scan, without) in scans {
        inputs.extend(Input::new(scan, without, pattern)?);
    }
    Ok(Cheapest::Merged(Merged { inputs, pattern }))
}

impl Merged<'_> {
    pub(super) fn next(&mut self) -> Read<Option<[Id; 3]>> {
        let pattern = self.pattern;
        let Some(least) = self.inputs.iter().map(|input| input.head).min_by_key(|row| key(pattern, *row))
        else {
            return Ok(None);
        };
        self.keep(|input| if input.head == least { input.pull() } else { Ok(true) })?;
        Ok(Some(least))
    }

    pub(super) fn fill(&mut self, out: &mut [[Id; 3]]) -> Read<usize> {
        for (filled, slot) in out.iter_mut().enumerate() {
            match self.next()? {
                Some(row) => *slot = row,
                None => return Ok(filled),
            }
        }
        Ok(out.len())
    }

    /// Known only at the end: parts may overlap.
    pub(super) fn left(&self) -> Option<u64> {
        self.inputs.is_empty().then_some(0)
    }

    pub(super) fn seek(&mut self, least: Id) -> Read<()> {
        if let Pattern { subject: Some(_), predicate: Some(_), object: Some(_) } = self.pattern {
            return Ok(());
        }
        self.keep(|input| input.seek(least))
    }

    /// The next id in the first free place and how many triples have it.
    pub(super) fn next_run(&mut self) -> Read<Option<(Id, u32)>> {
        let Some(first) = self.next()? else { return Ok(None) };
        let (id, mut count) = (free(self.pattern, first), 1);
        while self.peek().is_some_and(|row| free(self.pattern, row) == id) {
            self.next()?;
            count += 1;
        }
        Ok(Some((id, count)))
    }

    fn peek(&self) -> Option<[Id; 3]> {
        self.inputs.iter().map(|input| input.head).min_by_key(|row| key(self.pattern, *row))
    }

    /// Keeps the inputs that have a next triple after `step`.
    fn keep(&mut self, mut step: impl FnMut(&mut Input<'_>) -> Read<bool>) -> Read<()> {
        let mut at = 0;
        while at < self.inputs.len() {
            if step(&mut self.inputs[at])? {
                at += 1;
            } else {
                self.inputs.remove(at);
            }
        }
        Ok(())
    }
}

impl<'a> Input<'a> {
    fn new(scan: Scan<'a>, mut without: Option<Scan<'a>>, pattern: Pattern) -> Read<Option<Self>> {
        let gap = without.as_mut().map_or(Ok(None), Scan::next)?;
        let mut input = Self { scan, head: [0; 3], without, gap, pattern };
        Ok(input.pull()?.then_some(input))
    }

    /// Makes the next triple that is not left out the head; whether there is one.
    fn pull(&mut self) -> Read<bool> {
        while let Some(row) = self.scan.next()? {
            if !self.leaves_out(row)? {
                self.head = row;
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn leaves_out(&mut self, row: [Id; 3]) -> Read<bool> {
        while self.gap.is_some_and(|gap| key(self.pattern, gap) < key(self.pattern, row)) {
            self.gap = self.without.as_mut().map_or(Ok(None), Scan::next)?;
        }
        Ok(self.gap == Some(row))
    }

    fn seek(&mut self, least: Id) -> Read<bool> {
        if free(self.pattern, self.head) >= least {
            return Ok(true);
        }
        self.scan.seek(least)?;
        self.pull()
    }
}

/// What orders the triples of a scan: subject first if that alone or nothing is bound, or with the predicate.
fn key(pattern: Pattern, [s, p, o]: [Id; 3]) -> [Id; 3] {
    match pattern {
        Pattern { subject: Some(_), object: None, .. } | Pattern { predicate: None, object: None, .. } => {
            [s, p, o]
        }
        _ => [p, o, s],
    }
}

/// The id in the first free place; the object if nothing is free.
fn free(pattern: Pattern, [s, p, o]: [Id; 3]) -> Id {
    match (pattern.subject, pattern.predicate, pattern.object) {
        (Some(_), Some(_), _) | (None, Some(_), None) => o,
        (Some(_), None, _) | (None, None, Some(_)) => p,
        (None, Some(_), Some(_)) | (None, None, None) => s,
    }
}
