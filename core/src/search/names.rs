//! Packages that the whole query names: exactly, as a prefix, or with a typo.

use core::ops::ControlFlow;

use super::{SearchError, rank};
use crate::catalog::{Cards, Catalog, CatalogError, Section};
use crate::codec::Read;
use crate::text::{TextIndex, Typo, fold};

/// Shortest query, in bytes, that is compared with names by prefix.
const SHORTEST_PREFIX: usize = 2;

/// Calls `found` with each release in `index` that `text` could name with at most `typos` typing errors: its
/// number and what that is worth.
pub(super) fn for_each_match(
    text: &str,
    typos: usize,
    index: &TextIndex<'_>,
    cards: &Cards<'_>,
    mut found: impl FnMut(u32, u32),
) -> Read<()> {
    let wanted = spelled_as_name(text);
    if let Some(doc) = index.names.get(wanted.as_bytes())? {
        found(doc as u32, rank::NAME_EXACT);
    }
    if wanted.len() >= SHORTEST_PREFIX {
        for_each_prefixed(&wanted, index, cards, &mut found)?;
    }
    for_each_typo(&wanted, typos, index, &mut found)
}

/// Whether a package in `index` is called exactly `text`.
pub(super) fn is_name(text: &str, index: &TextIndex<'_>) -> Read<bool> {
    Ok(index.names.get(spelled_as_name(text).as_bytes())?.is_some())
}

/// The query as a name would be written: folded, trimmed, blanks as hyphens.
pub(super) fn spelled_as_name(text: &str) -> String {
    fold(text).split_whitespace().collect::<Vec<_>>().join("-")
}

fn for_each_prefixed(
    wanted: &str,
    index: &TextIndex<'_>,
    cards: &Cards<'_>,
    found: &mut impl FnMut(u32, u32),
) -> Read<()> {
    let prior = |doc| Ok(cards.prior(doc as u32)?.into());
    for key in index.names_under(wanted, prior)? {
        let (doc, length) = (key.value as u32, usize::from(key.length));
        if length > wanted.len() {
            found(doc, rank::name_prefix(wanted.len(), length, cards.prior(doc)?));
        }
    }
    Ok(())
}

/// The names nearest to `wanted`: two typing errors are looked for only where one finds nothing.
fn for_each_typo(
    wanted: &str,
    typos: usize,
    index: &TextIndex<'_>,
    found: &mut impl FnMut(u32, u32),
) -> Read<()> {
    for (edits, worth) in (1..=typos).zip(rank::NAME_EDITS) {
        let Some(typo) = Typo::new(wanted, edits) else { return Ok(()) };
        let mut is_near = false;
        index.names.search(&typo, |_, doc, state| {
            if typo.edits(state).is_some_and(|edits| edits > 0) {
                is_near = true;
                found(doc as u32, worth);
            }
            ControlFlow::Continue(())
        })?;
        if is_near {
            return Ok(());
        }
    }
    Ok(())
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
            let (index, cards, mut near) = (segment.text()?, segment.cards()?, Vec::new());
            for_each_match(name, typos, &index, &cards, |doc, worth| near.push((worth, doc)))
                .map_err(CatalogError::damaged(Section::Names))?;
            for (worth, doc) in near.into_iter().filter(|(_, doc)| !self.is_hidden(number, *doc)) {
                let name = cards.name(doc).map_err(CatalogError::damaged(Section::Rows))?;
                found.push((core::cmp::Reverse(worth), name.to_owned()));
            }
        }
        crate::sort::sort_unstable(&mut found);
        found.dedup_by(|a, b| a.1 == b.1);
        Ok(found.into_iter().take(SHOWN).map(|(_, name)| name).collect())
    }
}
