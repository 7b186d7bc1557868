//! New labels for blank nodes.

use std::collections::HashMap;
use std::fmt::Write;

/// Which number each label of the current file has; numbers go on from file to file.
#[derive(Debug, Default)]
pub(crate) struct Blanks {
    numbers: HashMap<Box<str>, u64>,
    given: u64,
}

impl Blanks {
    /// Forgets the labels: they mean nothing in another file.
    pub(super) fn next_file(&mut self) {
        self.numbers.clear();
    }

    /// Writes the new label of `label` into `out`.
    pub(super) fn rename<'o>(&mut self, label: &str, out: &'o mut String) -> &'o str {
        let number = match self.numbers.get(label) {
            Some(number) => *number,
            None => {
                let number = self.given;
                self.numbers.insert(label.into(), number);
                self.given += 1;
                number
            }
        };
        out.clear();
        // Writing to a string does not fail.
        let _ = write!(out, "b{number}");
        out
    }
}
