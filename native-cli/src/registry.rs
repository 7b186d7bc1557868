//! The bytes of a registry on disk, read.
//!
//! `catalog.nq` names the catalogue's segments, which are memory-mapped; statements, keys, log bundles and
//! archives are read whole. This module checks lengths only: what the bytes are worth is decided by core.
//! Writing is in `append`.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ggen_marketplace_core::catalog::{Catalog, CatalogError, SegmentList, SegmentRef};
use ggen_marketplace_core::model::{Digest, ReleaseId, Statement};
use ggen_marketplace_core::search::SearchError;
use ggen_marketplace_core::trust::layout;
use memmap2::Mmap;

use crate::args::RegistryArg;
use crate::failure::Failure;
use crate::store::Home;

/// Name of the list of segments, which every writer replaces.
pub(crate) const LIST: &str = "catalog.nq";

/// A registry folder.
#[derive(Debug, Clone)]
pub(crate) struct Registry {
    root: PathBuf,
}

/// The catalogue of a registry, its segments memory-mapped.
#[derive(Debug)]
pub(crate) struct Opened {
    registry: Registry,
    list: SegmentList,
    /// The catalogue.
    pub(crate) catalog: Catalog<Mmap>,
}

impl Registry {
    /// The registry named by the arguments, else the user's own.
    ///
    /// # Errors
    /// [`Failure::NoHome`].
    pub(crate) fn named(argument: &RegistryArg) -> Result<Self, Failure> {
        let root = match argument.folder() {
            Some(root) => root.to_owned(),
            None => Home::find()?.registry(),
        };
        Ok(Self { root })
    }

    /// The folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The file at `path`, which is relative to the folder.
    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// The list of segments; `None` where there is no registry yet.
    ///
    /// # Errors
    /// [`Failure::Io`], or [`Failure::Catalog`] naming the file.
    pub(crate) fn list(&self) -> Result<Option<SegmentList>, Failure> {
        let Some(bytes) = self.read(LIST, Statement::MAX_BYTES)? else { return Ok(None) };
        SegmentList::parse(&bytes).map(Some).map_err(|error| Failure::Catalog { path: self.at(LIST), error })
    }

    /// Opens the catalogue.
    ///
    /// # Errors
    /// [`Failure::NoRegistry`], [`Failure::Io`], or [`Failure::Catalog`] naming the file at fault.
    pub(crate) fn open(&self) -> Result<Opened, Failure> {
        let list = self.list()?.ok_or_else(|| Failure::NoRegistry { root: self.root.clone() })?;
        self.open_list(list)
    }

    /// Opens the catalogue that `list` names.
    ///
    /// # Errors
    /// As [`Registry::open`].
    pub(crate) fn open_list(&self, list: SegmentList) -> Result<Opened, Failure> {
        let segments = list.segments.iter().map(|segment| self.map(segment)).collect::<Result<_, _>>()?;
        let catalog = Catalog::open(segments).map_err(|error| self.blame(&list, error))?;
        Ok(Opened { registry: self.clone(), list, catalog })
    }

    /// The segments of the catalogue, oldest first, memory-mapped.
    ///
    /// # Errors
    /// As [`Registry::open`].
    pub(crate) fn segments(&self) -> Result<Vec<Mmap>, Failure> {
        let list = self.list()?.ok_or_else(|| Failure::NoRegistry { root: self.root.clone() })?;
        list.segments.iter().map(|segment| self.map(segment)).collect()
    }

    /// The file at `path`, which is relative to the folder; `None` if there is none.
    ///
    /// # Errors
    /// [`Failure::TooLarge`] beyond `max` bytes, or [`Failure::Io`].
    pub(crate) fn read(&self, path: &str, max: usize) -> Result<Option<Vec<u8>>, Failure> {
        let bytes = self.read_up_to(path, u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1))?;
        match bytes {
            Some(bytes) if bytes.len() > max => Err(Failure::TooLarge { path: self.at(path), max }),
            bytes => Ok(bytes),
        }
    }

    /// At most `max` bytes of what is at `path`, which is relative to the folder; `None` if nothing is.
    ///
    /// # Errors
    /// [`Failure::Io`].
    pub(crate) fn read_up_to(&self, path: &str, max: u64) -> Result<Option<Vec<u8>>, Failure> {
        let path = self.at(path);
        let file = match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file.map_err(Failure::io("open", &path))?,
        };
        let mut bytes = Vec::new();
        file.take(max).read_to_end(&mut bytes).map_err(Failure::io("read", &path))?;
        Ok(Some(bytes))
    }

    fn map(&self, segment: &SegmentRef) -> Result<Mmap, Failure> {
        let path = self.at(&layout::blob(&segment.digest));
        let file = match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Failure::Missing { path }),
            file => file.map_err(Failure::io("open", &path))?,
        };
        let found = file.metadata().map_err(Failure::io("read", &path))?.len();
        if found != segment.bytes {
            let error = CatalogError::Truncated { found, expected: segment.bytes };
            return Err(Failure::Catalog { path, error });
        }
        map_immutable(&file).map_err(Failure::io("map", &path))
    }

    /// `error` with the file it is about: the first segment that is not sound by itself.
    fn blame(&self, list: &SegmentList, error: CatalogError) -> Failure {
        let unsound = |segment: &&SegmentRef| {
            self.map(segment).is_ok_and(|bytes| Catalog::open(vec![bytes]).and_then(|c| c.check()).is_err())
        };
        let path = match list.segments.iter().find(unsound) {
            Some(segment) => self.at(&layout::blob(&segment.digest)),
            None => self.at(LIST),
        };
        Failure::Catalog { path, error }
    }
}

impl Opened {
    /// The registry it is of.
    pub(crate) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The list of its segments.
    pub(crate) fn list(&self) -> &SegmentList {
        &self.list
    }

    /// Checks that every segment is, to the last byte, the one that the list names; as every host does with
    /// bytes it has fetched. Searching does not: it checks what it reads, and that is quicker.
    ///
    /// # Errors
    /// [`Failure::Catalog`] naming the segment.
    pub(crate) fn check_segments(&self) -> Result<(), Failure> {
        for segment in &self.list.segments {
            let (found, expected) = (Digest::of(&self.registry.map(segment)?), segment.digest);
            if found != expected {
                let error = CatalogError::DigestMismatch { what: "segment", found, expected };
                let path = self.registry.at(&layout::blob(&expected));
                return Err(Failure::Catalog { path, error });
            }
        }
        Ok(())
    }

    /// Whether the catalogue has this release.
    ///
    /// # Errors
    /// [`Failure::Catalog`].
    pub(crate) fn has(&self, id: &ReleaseId) -> Result<bool, Failure> {
        let versions = self.catalog.versions(id.name.as_str()).map_err(self.damaged())?;
        let wanted = id.version.to_string();
        Ok(versions.iter().any(|card| card.version == wanted))
    }

    /// For `map_err`: damage found while reading, with the file it is in.
    pub(crate) fn damaged(&self) -> impl Fn(CatalogError) -> Failure + '_ {
        |error| self.registry.blame(&self.list, error)
    }

    /// For `map_err`: a search that failed.
    pub(crate) fn unanswered(&self) -> impl Fn(SearchError) -> Failure + '_ {
        |error| match error {
            SearchError::Catalog(error) => self.damaged()(error),
            error => Failure::Search(error),
        }
    }
}

/// Maps a blob, or a segment that `index` wrote, into memory.
#[allow(unsafe_code)]
pub(crate) fn map_immutable(file: &File) -> io::Result<Mmap> {
    // SAFETY: a segment is written once by rename and never changed in place, so the mapped bytes stay what
    // they are while the map lives. Whoever truncates a blob by hand ends the process
    // with SIGBUS, as for every memory-mapped file; no reader of ours trusts the bytes' content.
    unsafe { Mmap::map(file) }
}
