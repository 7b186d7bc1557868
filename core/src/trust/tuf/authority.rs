//! Who may speak for a role: keys and a threshold, taken from the file that delegates to it.
//!
//! A threshold is over *different key bytes*: one key under two ids, or with a field more, is one key. A key
//! of an algorithm that we do not know is left out, as the specification asks; so its signatures count for
//! nothing.

use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;

use super::Finding;
use super::fields::Fields;
use super::key::Key;
use super::metadata::Metadata;
use crate::model::printable;

/// Every key of a file that we can check signatures of, by its id.
pub(super) type Keys = BTreeMap<String, Key>;

/// Reads the object `keys` of a file that delegates.
pub(super) fn keys(fields: Fields<'_>) -> Result<Keys, Finding> {
    let mut keys = Keys::new();
    for (id, value) in fields.object("keys")?.each() {
        keys.extend(Key::read(id, value)?.map(|key| (id.clone(), key)));
    }
    Ok(keys)
}

/// The keys of one role, and how many of them must sign.
#[derive(Debug, Clone)]
pub(super) struct Authority {
    keys: Keys,
    threshold: usize,
}

impl Authority {
    /// Reads `keyids` and `threshold` of a role.
    pub(super) fn read(role: Fields<'_>, known: &Keys) -> Result<Self, Finding> {
        let mut ids = BTreeSet::new();
        for id in role.texts("keyids")? {
            if !ids.insert(id) {
                return Err(Finding::DuplicateKeyId { key_id: printable(id) });
            }
        }
        let threshold = role.integer("threshold")?;
        let at_least_one = usize::try_from(threshold).ok().filter(|threshold| *threshold > 0);
        let threshold = at_least_one.ok_or(Finding::BadThreshold { found: threshold })?;
        let key = |id: &str| known.get(id).map(|key| (id.to_owned(), key.clone()));
        Ok(Self { keys: ids.into_iter().filter_map(key).collect(), threshold })
    }

    /// Whether the key of this id is one of the role's.
    #[cfg(feature = "std")]
    pub(super) fn has(&self, id: &str) -> bool {
        self.keys.contains_key(id)
    }

    /// Checks that enough different keys of the role have signed `file`. A signature that fails is as none.
    pub(super) fn check(&self, file: &Metadata) -> Result<(), Finding> {
        let signer = |(id, signature): (&str, &str)| {
            self.keys.get(id).filter(|key| key.has_signed(file.signed(), signature)).map(Key::bytes)
        };
        let signers: BTreeSet<_> = file.signatures().filter_map(signer).collect();
        match signers.len() {
            found if found >= self.threshold => Ok(()),
            0 => Err(Finding::Unsigned { threshold: self.threshold }),
            found => Err(Finding::BelowThreshold { found, threshold: self.threshold }),
        }
    }
}
