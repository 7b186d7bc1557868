//! Adding to a registry on disk: everything new first, the pointer to it last.
//!
//! Under an exclusive lock: blobs, release files, log bundles and tiles are written and made durable, then
//! `catalog.nq` is replaced by rename. Until that rename nothing refers to the new files, so that a writer
//! that dies leaves the old registry and some files that nobody reads; the next writer writes over them.
//! The log's checkpoint is signed after that (see `checkpoint`).

use std::fs::{self, File};
use std::path::Path;

use ggen_marketplace_core::catalog::{BuildError, SegmentBuilder, SegmentList, SegmentRef};
use ggen_marketplace_core::model::{Digest, Record};
use ggen_marketplace_core::trust::entries::{self, LogWriter};
use ggen_marketplace_core::trust::log::{Frontier, leaf_hash};
use ggen_marketplace_core::trust::tlog::{TreeHead, TreeWriter};
use ggen_marketplace_core::trust::{LogError, layout};

use crate::atomic;
use crate::checkpoint::Signer;
use crate::failure::Failure;
use crate::registry::{LIST, Opened, Registry};
use crate::tiles;

/// Name of the lock file; it is never deleted, or two processes could hold two locks.
const LOCK: &str = ".lock";

/// A registry that this process alone may change.
pub(crate) struct Appender {
    registry: Registry,
    list: SegmentList,
    log: LogWriter,
    segment: SegmentBuilder,
    signer: Option<Signer>,
    _lock: File,
}

impl Appender {
    /// Takes the lock, waiting for another writer to finish, and reads what is there.
    ///
    /// # Errors
    /// [`Failure::Io`]; [`Failure::Catalog`], [`Failure::Log`] or [`Failure::Tlog`] if what is there is damaged;
    /// [`Failure::LogKey`] if the log needs its key to sign.
    pub(crate) fn lock(registry: Registry, log_key: Option<&Path>) -> Result<Self, Failure> {
        let signer = Signer::of(&registry, log_key)?;
        Self::lock_for(registry, signer)
    }

    /// As [`Appender::lock`], for who has the signer.
    ///
    /// # Errors
    /// As there.
    pub(crate) fn lock_for(registry: Registry, signer: Option<Signer>) -> Result<Self, Failure> {
        let lock = take_lock(&registry)?;
        let list = registry.list()?.unwrap_or_default();
        let head = head(&registry, &list)?;
        if let Some(signer) = &signer {
            signer.check_signed(&registry, head)?;
        }
        let log = continue_log(&registry, head)?;
        Ok(Self { registry, list, log, segment: SegmentBuilder::new(), signer, _lock: lock })
    }

    /// The catalogue as it is, `None` if it has no segment yet.
    ///
    /// # Errors
    /// As [`Registry::open`].
    pub(crate) fn catalog(&self) -> Result<Option<Opened>, Failure> {
        if self.list.segments.is_empty() {
            return Ok(None);
        }
        self.registry.open_list(self.list.clone()).map(Some)
    }

    /// Number of the next leaf.
    pub(crate) fn leaves(&self) -> u64 {
        self.log.size()
    }

    /// Appends a statement to the log; the number of its leaf.
    ///
    /// # Errors
    /// [`Failure::Log`].
    pub(crate) fn push_statement(&mut self, statement: &[u8]) -> Result<u64, Failure> {
        let path = self.registry.root().to_owned();
        self.log.push(statement).map_err(|error| Failure::Log { path, error })
    }

    /// Adds a record to the segment that this append makes.
    ///
    /// # Errors
    /// [`Failure::Build`] for a release that was added already.
    pub(crate) fn push_record(&mut self, record: Record) -> Result<(), Failure> {
        self.segment.push(record).map_err(Failure::Build)
    }

    /// Writes a file that never changes; `path` is relative to the registry.
    ///
    /// # Errors
    /// [`Failure::Io`].
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Failure> {
        write(&self.registry, path, bytes)
    }

    /// Writes the segment and the log, then the pointer to both; then signs for the log.
    ///
    /// # Errors
    /// [`Failure::Io`] or [`Failure::Build`]; then the registry is what it was, or only its checkpoint is behind.
    pub(crate) fn finish(mut self, progress: &mut dyn FnMut(&'static str, u64, u64)) -> Result<(), Failure> {
        if !self.segment.is_empty() {
            self.merge_small_segments()?;
            let segment = write_segment(&self.registry, self.segment, progress)?;
            self.list.segments.push(segment);
        }
        if self.list.segments.len() > SegmentList::MAX_SEGMENTS {
            return Err(Failure::Full { root: self.registry.root().into(), max: SegmentList::MAX_SEGMENTS });
        }
        let (frontier, files) = self.log.finish();
        for (path, bytes) in &files {
            write(&self.registry, path, bytes)?;
        }
        (self.list.leaves, self.list.frontier) = (frontier.size(), frontier.nodes().to_vec());
        let path = self.registry.at(LIST);
        atomic::replace(&path, &self.list.to_bytes()).map_err(Failure::io("write", &path))?;
        let head = TreeHead { size: frontier.size(), root: frontier.root() };
        self.signer.map_or(Ok(()), |signer| signer.sign(&self.registry, head))
    }

    /// Takes the last segments off the list and their releases into the new one, where that keeps them few.
    /// Nothing refers to their blobs any more; they stay for readers that have them open.
    fn merge_small_segments(&mut self) -> Result<(), Failure> {
        let first = self.list.compact_from(self.segment.len() as u64);
        if first == self.list.segments.len() {
            return Ok(());
        }
        let old = self.registry.open_list(self.list.clone())?;
        self.list.segments.truncate(first);
        old.catalog.fold_into(first, &mut self.segment).map_err(|error| match error {
            BuildError::Catalog(error) => old.damaged()(error),
            other => Failure::Build(other),
        })
    }
}

fn take_lock(registry: &Registry) -> Result<File, Failure> {
    let (root, path) = (registry.root(), registry.at(LOCK));
    atomic::create_folders(root).map_err(Failure::io("create", root))?;
    let open = File::options().create(true).append(true).open(&path);
    let lock = open.map_err(Failure::io("create", &path))?;
    lock.lock().map_err(Failure::io("lock", &path))?;
    Ok(lock)
}

/// The log's tree, as the list of segments has it.
///
/// # Errors
/// [`Failure::Log`] if size and frontier do not belong together.
pub(crate) fn head(registry: &Registry, list: &SegmentList) -> Result<TreeHead, Failure> {
    let damaged = |error| Failure::Log { path: registry.root().to_owned(), error };
    let frontier = Frontier::from_parts(list.leaves, list.frontier.clone()).map_err(damaged)?;
    Ok(TreeHead { size: frontier.size(), root: frontier.root() })
}

/// The log's right edge, and the entries of its last bundle if that is not full.
fn continue_log(registry: &Registry, head: TreeHead) -> Result<LogWriter, Failure> {
    let tree = match tiles::read(registry, head, &[]) {
        Err(Failure::Missing { .. }) => remade(registry, head)?,
        tiles => TreeWriter::continuing(&tiles?),
    };
    let last = head.size.checked_sub(1).filter(|_| entries::partial_width(head.size).is_some());
    let partial = match last.and_then(|leaf| entries::path(leaf, head.size)) {
        Some(path) => registry.read(&path, entries::MAX_BUNDLE_BYTES)?.unwrap_or_default(),
        None => Vec::new(),
    };
    LogWriter::new(tree, partial).map_err(|error| Failure::Log { path: registry.root().to_owned(), error })
}

/// The tree of a log whose tiles are missing, as those of a registry are that was written before there were any: made
/// from every entry, and then written whole.
fn remade(registry: &Registry, head: TreeHead) -> Result<TreeWriter, Failure> {
    let damaged = |error| Failure::Log { path: registry.root().to_owned(), error };
    let mut tree = TreeWriter::default();
    while let Some(path) = entries::path(tree.size(), head.size) {
        let bundle = registry.read(&path, entries::MAX_BUNDLE_BYTES)?.unwrap_or_default();
        for entry in entries::decode(&bundle).map_err(damaged)? {
            tree.push(leaf_hash(entry)).map_err(damaged)?;
        }
    }
    if tree.head() == head { Ok(tree) } else { Err(damaged(LogError::Mismatch { size: head.size })) }
}

fn write_segment(
    registry: &Registry,
    segment: SegmentBuilder,
    progress: &mut dyn FnMut(&'static str, u64, u64),
) -> Result<SegmentRef, Failure> {
    let releases = segment.len() as u64;
    let bytes = segment.build(progress).map_err(Failure::Build)?;
    let digest = Digest::of(&bytes);
    write(registry, &layout::blob(&digest), &bytes)?;
    Ok(SegmentRef { digest, bytes: bytes.len() as u64, releases })
}

/// Writes a file that nothing refers to yet; one that a dead writer left there is written over.
fn write(registry: &Registry, path: &str, bytes: &[u8]) -> Result<(), Failure> {
    let path = registry.at(path);
    let same = fs::read(&path).is_ok_and(|found| found == bytes);
    if same { Ok(()) } else { atomic::replace(&path, bytes).map_err(Failure::io("write", &path)) }
}
