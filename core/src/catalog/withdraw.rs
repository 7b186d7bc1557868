//! What a writer must put into a new segment so that a release is withdrawn, or that small segments become one.

use super::builder::{BuildError, SegmentBuilder};
use super::precedence::{find, prefer, version_of};
use super::{Catalog, CatalogError, Section};
use crate::codec::Read;
use crate::model::{Record, ReleaseId};

/// What a new segment must hold to withdraw a release: see [`Catalog::withdraw`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Withdrawal {
    /// Releases to remove.
    pub removals: Vec<ReleaseId>,
    /// Records to add.
    pub records: Vec<Record>,
}

impl<B: AsRef<[u8]>> Catalog<B> {
    /// What a new segment must hold so that the release `id` is gone; `None` if it is not here.
    ///
    /// Search finds only releases that were current when their segment was built. If the one that takes the
    /// place of `id` is none of them, it is removed and added again, so that the new segment has it as current.
    ///
    /// # Errors
    /// [`CatalogError`] if a segment is damaged.
    pub fn withdraw(&self, id: &ReleaseId) -> Result<Option<Withdrawal>, CatalogError> {
        let (name, version) = (id.name.as_str(), id.version.to_string());
        let all = self.versions(name)?;
        if !all.iter().any(|card| card.version == version) {
            return Ok(None);
        }
        let mut withdrawal = Withdrawal { removals: vec![id.clone()], records: Vec::new() };
        let rest = all.iter().filter(|card| card.version != version);
        let Some(next) = rest.min_by(|a, b| prefer(a, b)) else { return Ok(Some(withdrawal)) };
        if !self.was_current(name, next.version)? {
            let wanted = version_of(next);
            let record = self
                .record(name, wanted.as_ref())?
                .filter(|record| record.manifest.version.to_string() == next.version);
            if let Some(record) = record {
                withdrawal.removals.push(record.id());
                withdrawal.records.push(record);
            }
        }
        Ok(Some(withdrawal))
    }

    /// Adds to `builder` what counts of the segments from number `first` on, so that the segment it builds takes
    /// their place: records that it does not withdraw itself, and withdrawals that still hit an older segment.
    ///
    /// # Errors
    /// [`BuildError::Catalog`] if a segment is damaged, [`BuildError::Duplicate`] if `builder` has a release that
    /// counts here and does not withdraw it.
    pub fn fold_into(&self, first: usize, builder: &mut SegmentBuilder) -> Result<(), BuildError> {
        for record in self.records_from(first)? {
            if !builder.removes(&record.id()) {
                builder.push(record)?;
            }
        }
        for segment in self.segments.iter().skip(first) {
            let removals = segment.removals()?;
            removals
                .for_each(|name, version| {
                    builder.remove_text(name, version);
                    Ok(())
                })
                .map_err(CatalogError::damaged(Section::Removals))?;
        }
        let mut result = Ok(());
        builder.retain_removals(|name, version| {
            self.has_before(first, name, version).unwrap_or_else(|error| {
                result = Err(error);
                true
            })
        });
        Ok(result?)
    }

    /// Whether a segment before number `first` has the release, whether it counts or not.
    fn has_before(&self, first: usize, name: &str, version: &str) -> Result<bool, CatalogError> {
        for segment in self.segments.iter().take(first) {
            let found = find(&segment.cards()?, 0, name, version);
            if found.map_err(CatalogError::damaged(Section::Rows))?.1.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the release counts in a segment that was built with it as current.
    fn was_current(&self, name: &str, version: &str) -> Result<bool, CatalogError> {
        for (number, segment) in self.segments.iter().enumerate() {
            let table = segment.cards()?;
            let current = || -> Read<bool> {
                let Some(doc) = find(&table, 0, name, version)?.1 else { return Ok(false) };
                Ok(self.dead(number).binary_search(&doc).is_err() && table.is_current(doc)?)
            };
            if current().map_err(CatalogError::damaged(Section::Rows))? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
