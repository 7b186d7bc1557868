//! The sets of characters of one program.

use alloc::vec::Vec;

use super::alphabet::Alphabet;
use super::case::Cases;
use super::set::Set;

/// Most ranges in all sets together.
const MAX_RANGES: usize = 1 << 16;

/// Sets by number, each there once.
#[derive(Debug, Default)]
pub(super) struct Sets {
    sets: Vec<Set>,
    ranges: usize,
    cases: Cases,
}

impl Sets {
    /// The number of `set`; `None` if there are too many ranges.
    pub(super) fn number(&mut self, set: Set) -> Option<u16> {
        let known = self.sets.iter().position(|known| *known == set);
        let number = known.unwrap_or(self.sets.len());
        if known.is_none() {
            self.ranges += set.ranges().len();
            self.sets.push(set);
        }
        if self.ranges > MAX_RANGES {
            return None;
        }
        u16::try_from(number).ok()
    }

    /// Adds the variants in case of all characters in `set`.
    pub(super) fn close(&mut self, set: &mut Set) {
        self.cases.close(set);
    }

    /// `None` if there are too many kinds of characters.
    pub(super) fn alphabet(&self) -> Option<Alphabet> {
        Alphabet::new(&self.sets)
    }

    pub(super) fn ranges(&self, number: u16) -> &[(u32, u32)] {
        self.sets.get(usize::from(number)).map_or(&[], Set::ranges)
    }
}
