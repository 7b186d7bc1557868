//! From a signature to the files of a release.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Prepared, PublishError};
use crate::model::{ArchiveRef, Record, ReleaseId};
use crate::trust::{Evidence, Expected, Publishers, Release, Signature, layout, verify};

/// A release, complete: what to write, what to log, what to list.
#[derive(Debug, Clone)]
pub struct Sealed {
    /// What the catalogue lists.
    pub record: Record,
    /// The log entry.
    pub statement: Vec<u8>,
    /// Files by their path in the registry, in the order to write them. Every one is new, or is there
    /// already with the same content; the statement comes last, so a release that has one is complete.
    ///
    /// After them, in this order: the log bundle with the entry, the catalogue segment, `catalog.nq`.
    pub writes: Vec<(String, Vec<u8>)>,
}

/// Completes a release as log entry `leaf`: with a signature by the publisher that was named to
/// [`prepare`](super::prepare()), or without one if none was.
///
/// # Errors
/// [`PublishError::Refused`] if an installer would refuse it.
pub fn seal(prepared: Prepared, signature: Option<&Signature>, leaf: u64) -> Result<Sealed, PublishError> {
    check(&prepared, signature)?;
    let release = prepared.release();
    let archive = ArchiveRef { digest: release.archive, bytes: release.archive_bytes, location: None };
    Ok(Sealed {
        writes: writes(&prepared, signature),
        statement: prepared.statement().to_vec(),
        record: Record {
            level: release.level(),
            archive: Some(archive),
            manifest: prepared.manifest,
            leaf,
            downloads: 0,
            stars: 0,
        },
    })
}

fn check(prepared: &Prepared, signature: Option<&Signature>) -> Result<(), PublishError> {
    let signature = signature.map(|signature| signature.to_bytes());
    let key = prepared.publisher.as_ref().map(|key| key.to_pem());
    let Release { id: ReleaseId { name, version }, .. } = prepared.release().clone();
    let evidence = Evidence {
        statement: prepared.statement(),
        signature: signature.as_ref().map(|bytes| &bytes[..]),
        publisher_key: key.as_deref().map(str::as_bytes),
        log: None,
        proof: None,
    };
    let minimum_level = prepared.release().level();
    let publishers = Publishers::AnyListed;
    let expected = Expected { name, version, publishers, minimum_level, record: None, log_proof: false };
    verify(&evidence, &expected).outcome?;
    Ok(())
}

fn writes(prepared: &Prepared, signature: Option<&Signature>) -> Vec<(String, Vec<u8>)> {
    let release = prepared.release();
    let mut writes = Vec::new();
    writes.push((layout::blob(&release.archive), prepared.archive().to_vec()));
    if let Some(key) = &prepared.publisher {
        writes.push((layout::key(&key.key_id()), key.to_pem().into_bytes()));
    }
    if let Some(signature) = signature {
        writes.push((layout::signature(&release.id), signature.to_bytes().to_vec()));
    }
    writes.push((layout::statement(&release.id), prepared.statement().to_vec()));
    writes
}
