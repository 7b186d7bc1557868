//! Packages that the whole query names: exactly, as a prefix, or with a typo.

use core::ops::ControlFlow;

use super::{SearchError, rank};
use crate::catalog::{Catalog, CatalogError, Section};
use crate::codec::Read;
use crate::text::{Prefix, TextIndex, Typo, fold};

/// Shortest query, in bytes, that is compared with names by prefix.
const SHORTEST_PREFIX: usize = 2;

/// Calls `found` with each release in `index` that `text` could name with at most `typos` typing errors: its
/// number, what that is worth, its name.
pub(super) fn for_each_match(
    text: &str,
    typos: usize,
    index: &TextIndex<'_>,
    mut found: impl FnMut(u32, u32, &str),
) -> Read<()> {
    let wanted = spelled_as_name(text);
    if let Some(doc) = index.names.get(wanted.as_bytes())? {
        found(doc as u32, rank::NAME_EXACT, &wanted);
    }
    if wanted.len() >= SHORTEST_PREFIX {
        for_each_prefixed(&wanted, index, &mut found)?;
    }
    for_each_typo(&wanted, typos, index, &mut found)
}

/// The query as a name would be written: folded, trimmed, blanks as hyphens.
pub(super) fn spelled_as_name(text: &str) -> String {
    fold(text).split_whitespace().collect::<Vec<_>>().join("-")
}

fn for_each_prefixed(
    wanted: &str,
    index: &TextIndex<'_>,
    found: &mut impl FnMut(u32, u32, &str),
) -> Read<()> {
    index.names.search(&Prefix(wanted.as_bytes()), |name, doc, _| {
        if let Some(name) = core::str::from_utf8(name).ok().filter(|name| *name != wanted) {
            found(doc as u32, rank::NAME_PREFIX * wanted.len() as u32 / name.len().max(1) as u32, name);
        }
        ControlFlow::Continue(())
    })
}

fn for_each_typo(
    wanted: &str,
    typos: usize,
    index: &TextIndex<'_>,
    found: &mut impl FnMut(u32, u32, &str),
) -> Read<()> {
    let Some(typo) = Typo::new(wanted, typos) else { return Ok(()) };
    index.names.search(&typo, |name, doc, state| {
        let edits = typo.edits(state).and_then(|edits| edits.checked_sub(1));
        if let (Ok(name), Some(edits)) = (core::str::from_utf8(name), edits) {
            found(doc as u32, rank::NAME_EDITS.get(edits).copied().unwrap_or(0), name);
        }
        ControlFlow::Continue(())
    })
}

impl<B: AsRef<[u8]>> Catalog<B> {
    /// Up to three names of packages that `name` may have been meant to be, most likely first. Even a short name
    /// may have one typing error here: it is only a question back.
    ///
    /// # Errors
    /// [`SearchError::Catalog`] if a segment is damaged.
    pub fn similar_names(&self, name: &str) -> Result<Vec<String>, SearchError> {
        const SHOWN: usize = 3;
        let (mut found, typos) = (Vec::new(), rank::typos_allowed(name).max(1));
        for (number, segment) in self.segments.iter().enumerate() {
            let index = segment.text()?;
            let push = |doc, worth, name: &str| {
                if !self.is_hidden(number, doc) {
                    found.push((core::cmp::Reverse(worth), name.to_owned()));
                }
            };
            for_each_match(name, typos, &index, push).map_err(CatalogError::damaged(Section::Names))?;
        }
        crate::sort::sort_unstable(&mut found);
        found.dedup_by(|a, b| a.1 == b.1);
        Ok(found.into_iter().take(SHOWN).map(|(_, name)| name).collect())
    }
}
