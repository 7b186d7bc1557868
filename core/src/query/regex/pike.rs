//! Where a match is, with its groups: all threads of the program at once, in the order of their preference (Pike's
//! matcher, after Cox, "Regular Expression Matching: the Virtual Machine Approach", 2009).

use alloc::vec::Vec;
use core::ops::Range;

use super::fragment::{Side, Step};
use super::program::{Place, Program, Reach};
use super::{MAX_WORK, TooLong};

const NOWHERE: usize = usize::MAX;

/// Where the whole and the groups of a match are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Captures {
    slots: Vec<usize>,
}

impl Captures {
    /// Of a match without groups.
    pub(super) fn whole(range: Range<usize>) -> Self {
        Self { slots: Vec::from([range.start, range.end]) }
    }

    /// Where the group of this number matched, the whole being 0; `None` if it did not or there is none.
    pub(crate) fn get(&self, group: usize) -> Option<Range<usize>> {
        match self.slots.get(2 * group..2 * group + 2)? {
            &[start, end] if end != NOWHERE => Some(start..end),
            _ => None,
        }
    }
}

/// Threads at one position, the preferred first.
#[derive(Debug, Default)]
struct Threads {
    places: Vec<Place>,
    /// Positions noted, those of each thread in a row.
    slots: Vec<usize>,
}

impl Threads {
    fn push(&mut self, place: Place, slots: &[usize]) {
        self.places.push(place);
        self.slots.extend_from_slice(slots);
    }

    fn clear(&mut self) {
        self.places.clear();
        self.slots.clear();
    }
}

/// What is open on the way through the steps that take no character.
enum Open {
    Go(Place),
    /// Back to what slot held before.
    Restore(u16, usize),
}

/// A search.
struct Search<'p> {
    program: &'p Program,
    reach: Reach,
    open: Vec<Open>,
    next: Threads,
    slots: Vec<usize>,
    found: Option<Vec<usize>>,
}

/// A position, and what is around it.
struct Position {
    at: usize,
    before: Side,
    after: Side,
    class: Option<u16>,
}

/// The leftmost match in `text` that begins at `from` or later. Adds to `work` what it took.
pub(super) fn find(
    program: &Program,
    text: &str,
    from: usize,
    work: &mut u64,
) -> Result<Option<Captures>, TooLong> {
    let mut search = Search {
        program,
        reach: Reach::new(program.len()),
        open: Vec::new(),
        next: Threads::default(),
        slots: alloc::vec![NOWHERE; program.slots],
        found: None,
    };
    let mut threads = Threads::default();
    let mut at = from;
    loop {
        if threads.places.is_empty() {
            at = program.candidate(text.as_bytes(), at);
        }
        let (position, next) = position(program, text, at);
        search.step(&mut threads, &position);
        core::mem::swap(&mut threads, &mut search.next);
        let over = threads.places.is_empty() && (search.found.is_some() || program.anchored);
        if over || next == at || search.reach.work > MAX_WORK {
            break;
        }
        at = next;
    }
    *work += search.reach.work;
    if search.reach.work > MAX_WORK {
        return Err(TooLong);
    }
    Ok(search.found.map(|slots| Captures { slots }))
}

/// What is at `at`, and where the next character begins; at the end, there again.
fn position(program: &Program, text: &str, at: usize) -> (Position, usize) {
    let (head, rest) = text.split_at_checked(at).unwrap_or((text, ""));
    let class = |c: char| program.alphabet.class(c);
    let next = rest.chars().next();
    let before = program.alphabet.side(head.chars().next_back().map(class));
    let after = next.map(class);
    let position = Position { at, before, after: program.alphabet.side(after), class: after };
    (position, at + next.map_or(0, char::len_utf8))
}

impl Search<'_> {
    /// Takes all threads over the character at `position` and empties them.
    fn step(&mut self, threads: &mut Threads, position: &Position) {
        self.reach.renew();
        self.next.clear();
        let width = self.program.slots;
        let mut ended = false;
        for (place, slots) in threads.places.iter().zip(threads.slots.chunks(width)) {
            self.slots.copy_from_slice(slots);
            self.reach.work += width as u64 / 8;
            ended = self.follow(*place, position);
            if ended {
                break;
            }
        }
        if !ended && self.found.is_none() {
            self.slots.fill(NOWHERE);
            self.note(0, position.at);
            self.follow(0, position);
        }
        threads.clear();
    }

    /// Follows a thread over the next character; says whether it matched, so that all others are of no interest.
    fn follow(&mut self, place: Place, position: &Position) -> bool {
        self.open.clear();
        self.open.push(Open::Go(place));
        while let Some(open) = self.open.pop() {
            let place = match open {
                Open::Restore(slot, old) => {
                    self.note(slot, old);
                    continue;
                }
                Open::Go(place) if self.reach.enter(place) => place,
                Open::Go(_) => continue,
            };
            let to = |distance| Open::Go(place.wrapping_add_signed(distance));
            match self.program.step(place) {
                Some(Step::Take(set)) => {
                    #[allow(clippy::collapsible_match, reason = "a step that fails must not fall through")]
                    if position.class.is_some_and(|class| self.program.alphabet.holds(set, class)) {
                        self.next.push(place + 1, &self.slots);
                    }
                }
                Some(Step::Split(first, second)) => self.open.extend([to(second), to(first)]),
                Some(Step::Jump(distance)) => self.open.push(to(distance)),
                Some(Step::Save(slot)) => {
                    let old = self.slots.get(usize::from(slot)).copied().unwrap_or(NOWHERE);
                    self.open.extend([Open::Restore(slot, old), to(1)]);
                    self.note(slot, position.at);
                }
                Some(Step::Assert(assertion)) =>
                {
                    #[allow(clippy::collapsible_match, reason = "as above")]
                    if assertion.holds(position.before, position.after) {
                        self.open.push(to(1));
                    }
                }
                Some(Step::Match) => {
                    self.note(1, position.at);
                    self.found = Some(self.slots.clone());
                    return true;
                }
                None => {}
            }
        }
        false
    }

    fn note(&mut self, slot: u16, at: usize) {
        if let Some(slot) = self.slots.get_mut(usize::from(slot)) {
            *slot = at;
        }
    }
}
