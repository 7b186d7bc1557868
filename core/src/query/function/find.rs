//! Looking for one text in many others: what the search prepares is kept between calls.

use alloc::borrow::ToOwned;
use alloc::string::String;

use memchr::memmem;

/// The text looked for last, and its prepared search.
#[derive(Debug, Default)]
pub(super) struct Finder {
    kept: Option<(String, memmem::Finder<'static>)>,
}

impl Finder {
    /// Whether `text` contains `part`.
    pub(super) fn finds(&mut self, text: &str, part: &str) -> bool {
        if self.kept.as_ref().is_none_or(|(known, _)| known != part) {
            self.kept = Some((part.to_owned(), memmem::Finder::new(part).into_owned()));
        }
        self.kept.as_ref().is_some_and(|(_, finder)| finder.find(text.as_bytes()).is_some())
    }
}
