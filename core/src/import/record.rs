//! The last step of every reader: clean the manifest, check its bounds, make the record.

use super::{Cleaner, Imported, Problem};
use crate::model::{ArchiveRef, Level, Manifest, Record};

/// An unsigned record of `manifest`, cleaned and checked.
///
/// # Errors
/// [`Problem::Bound`] for what cleaning cannot mend, such as a text longer than its bound.
pub(crate) fn unsigned(
    mut manifest: Manifest,
    archive: Option<ArchiveRef>,
    counts: Counts,
    mut cleaner: Cleaner,
) -> Result<Imported, Problem> {
    cleaner.manifest(&mut manifest);
    let archive = archive.map(|archive| clean_location(archive, &mut cleaner));
    let manifest = manifest.checked().map_err(Problem::Bound)?;
    let Counts { downloads, stars } = counts;
    let record = Record { manifest, archive, level: Level::Unsigned, leaf: 0, downloads, stars };
    Ok(Imported { record, repairs: cleaner.into_repairs() })
}

/// What a source counts of a package; 0 where it does not.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) downloads: u32,
    pub(crate) stars: u32,
}

fn clean_location(mut archive: ArchiveRef, cleaner: &mut Cleaner) -> ArchiveRef {
    if let Some(location) = &mut archive.location {
        cleaner.line("filename", location);
    }
    archive
}
