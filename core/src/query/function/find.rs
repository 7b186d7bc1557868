//! Looking for a text in many others.

/// Whether texts contain another.
#[derive(Debug, Default)]
pub(super) struct Finder;

impl Finder {
    pub(super) fn finds(&mut self, text: &str, part: &str) -> bool {
        text.contains(part)
    }
}
