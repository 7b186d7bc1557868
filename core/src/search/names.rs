//! Packages that the whole query names: exactly, as a prefix, or with a typo.

use fst::{IntoStreamer, Streamer};

use super::{SearchError, rank};
use crate::catalog::Catalog;
use crate::text::{Prefix, TextIndex, Typo, fold};

/// Shortest query, in bytes, that is compared with names by prefix.
const SHORTEST_PREFIX: usize = 2;

/// A name found, the release it stands for, and what that is worth.
pub(super) struct NameMatch {
    pub(super) doc: u32,
    pub(super) name: String,
    pub(super) worth: u32,
}

/// The names in `index` that `text` could be, in the order of names.
pub(super) fn matches(text: &str, index: &TextIndex<'_>) -> Vec<NameMatch> {
    let wanted = spelled_as_name(text);
    let mut found = Vec::new();
    if wanted.len() >= SHORTEST_PREFIX {
        add_prefixes(&wanted, index, &mut found);
    }
    if let Some(doc) = index.names.get(&wanted) {
        found.push(NameMatch { doc: doc as u32, name: wanted.clone(), worth: rank::NAME_EXACT });
    }
    add_typos(&wanted, index, &mut found);
    found
}

/// The query as a name would be written: folded, trimmed, blanks as hyphens.
pub(super) fn spelled_as_name(text: &str) -> String {
    fold(text).split_whitespace().collect::<Vec<_>>().join("-")
}

fn add_prefixes(wanted: &str, index: &TextIndex<'_>, found: &mut Vec<NameMatch>) {
    let mut stream = index.names.search(Prefix(wanted.as_bytes())).into_stream();
    while let Some((name, doc)) = stream.next() {
        let Ok(name) = core::str::from_utf8(name) else { continue };
        if name != wanted {
            let worth = rank::NAME_PREFIX * wanted.len() as u32 / name.len().max(1) as u32;
            found.push(NameMatch { doc: doc as u32, name: name.to_owned(), worth });
        }
    }
}

fn add_typos(wanted: &str, index: &TextIndex<'_>, found: &mut Vec<NameMatch>) {
    let Some(typo) = Typo::new(wanted, rank::typos_allowed(wanted)) else { return };
    let mut stream = index.names.search_with_state(&typo).into_stream();
    while let Some((name, doc, state)) = stream.next() {
        let Ok(name) = core::str::from_utf8(name) else { continue };
        let Some(edits) = typo.edits(&state).and_then(|edits| edits.checked_sub(1)) else { continue };
        let worth = rank::NAME_EDITS.get(edits).copied().unwrap_or(0);
        found.push(NameMatch { doc: doc as u32, name: name.to_owned(), worth });
        if found.len() >= rank::MAX_NAMES {
            break;
        }
    }
}

impl<B: AsRef<[u8]>> Catalog<B> {
    /// Up to three names of packages that `name` may have been meant to be, most likely first.
    ///
    /// # Errors
    /// [`SearchError::Catalog`] if a segment is damaged.
    pub fn similar_names(&self, name: &str) -> Result<Vec<String>, SearchError> {
        const SHOWN: usize = 3;
        let mut found = Vec::new();
        for segment in &self.segments {
            let index = segment.text()?;
            found.extend(matches(name, &index).into_iter().map(|m| (core::cmp::Reverse(m.worth), m.name)));
        }
        found.sort_unstable();
        found.dedup_by(|a, b| a.1 == b.1);
        Ok(found.into_iter().take(SHOWN).map(|(_, name)| name).collect())
    }
}
