//! Which logs are believed, and how many witnesses must have seen what they say ([C2SP tlog-policy]).
//!
//! ```text
//! # comments and empty lines; words are separated by spaces and tabs
//! log <verifier key> [<url>]
//! witness <name> <verifier key> [<url>]
//! group <name> <k>|any|all <name>...                members are defined above; each is in one group at most
//! quorum <name>|none                                exactly once, after what it names
//! ```
//! [`Policy::accept`] is the only place that makes an [`Accepted`]: a checkpoint signed as the policy demands.
//! No public key may be there twice, so no signature counts twice; a log is not its own witness.
//!
//! [C2SP tlog-policy]: https://c2sp.org/tlog-policy

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::{Checkpoint, Note, TlogError, VerifierKey};
use crate::model::printable;

mod parse;

/// A policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<VerifierKey>,
    witnesses: Vec<VerifierKey>,
    // Invariant: a group's members are witnesses and groups before it.
    groups: Vec<Group>,
    quorum: Option<Member>,
}

/// Some of whom must have signed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    threshold: usize,
    members: Vec<Member>,
}

/// A witness or a group, by its place in the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Member {
    Witness(usize),
    Group(usize),
}

/// A checkpoint that is signed as a policy demands. Only [`Policy::accept`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    checkpoint: Checkpoint,
    cosigned: Vec<Cosigned>,
}

/// A witness that has signed, and when it says it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigned {
    /// Name of the witness's key.
    pub witness: String,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub timestamp: u64,
}

impl Policy {
    /// Longest policy file in bytes.
    pub const MAX_BYTES: usize = 64 * 1024;

    /// Reads a policy file.
    ///
    /// # Errors
    /// [`TlogError::Policy`] with the line.
    pub fn parse(file: &[u8]) -> Result<Self, TlogError> {
        parse::policy(file)
    }

    /// The policy that believes one log and asks for no witness.
    #[must_use]
    pub fn of_log(key: VerifierKey) -> Self {
        Self { logs: [key].into(), witnesses: Vec::new(), groups: Vec::new(), quorum: None }
    }

    /// Keys of the logs that are believed.
    #[must_use]
    pub fn logs(&self) -> &[VerifierKey] {
        &self.logs
    }

    /// Number of witnesses that are known.
    #[must_use]
    pub fn witnesses(&self) -> usize {
        self.witnesses.len()
    }

    /// Reads a signed checkpoint and checks every signature by a key of the policy.
    ///
    /// Signatures by unknown keys are passed over. A known key whose signature fails refuses the note.
    ///
    /// # Errors
    /// [`TlogError`] `Note`, `Checkpoint`, `Signature`, `Unsigned`, `Origin` or `Quorum`.
    pub fn accept(&self, note: &[u8]) -> Result<Accepted, TlogError> {
        let note = Note::parse(note)?;
        let checkpoint = Checkpoint::parse(note.text)?;
        check_origin(&checkpoint, &self.logs, &signatures(&self.logs, &note)?)?;
        let times = signatures(&self.witnesses, &note)?;
        if !self.is_quorum(&times) {
            return Err(TlogError::Quorum { found: times.iter().flatten().count() });
        }
        let cosigned = |(key, time): (&VerifierKey, Option<u64>)| {
            Some(Cosigned { witness: key.name().to_string(), timestamp: time? })
        };
        let cosigned = self.witnesses.iter().zip(times).filter_map(cosigned).collect();
        Ok(Accepted { checkpoint, cosigned })
    }

    fn is_quorum(&self, times: &[Option<u64>]) -> bool {
        // A group looks only at groups before it, so one pass decides them all.
        let mut groups: Vec<bool> = Vec::new();
        let holds = |member: &Member, groups: &[bool]| match *member {
            Member::Witness(place) => times.get(place).is_some_and(Option::is_some),
            Member::Group(place) => groups.get(place).is_some_and(|holds| *holds),
        };
        for group in &self.groups {
            let found = group.members.iter().filter(|member| holds(member, &groups)).count();
            groups.push(found >= group.threshold);
        }
        self.quorum.as_ref().is_none_or(|member| holds(member, &groups))
    }
}

impl Accepted {
    /// The checkpoint.
    #[must_use]
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The witnesses of the policy that have signed it.
    #[must_use]
    pub fn cosigned(&self) -> &[Cosigned] {
        &self.cosigned
    }
}

/// For each key, the time of its signature (of a log, 0) if it has signed the note.
fn signatures(keys: &[VerifierKey], note: &Note<'_>) -> Result<Vec<Option<u64>>, TlogError> {
    let of_key = |key: &VerifierKey| {
        let mut time = None;
        for line in note.signatures.iter().filter(|line| key.is_named_by(line)) {
            time = Some(key.check(note, line)?);
        }
        Ok(time)
    };
    keys.iter().map(of_key).collect()
}

/// One of the logs that signed must be the one that the checkpoint is of.
fn check_origin(
    checkpoint: &Checkpoint,
    logs: &[VerifierKey],
    signed: &[Option<u64>],
) -> Result<(), TlogError> {
    let mut signers = logs.iter().zip(signed).filter(|(_, time)| time.is_some()).map(|(key, _)| key.name());
    let first = signers.clone().next().ok_or(TlogError::Unsigned)?;
    if signers.any(|name| name == checkpoint.origin()) {
        return Ok(());
    }
    Err(TlogError::Origin { origin: printable(checkpoint.origin()), signer: printable(first) })
}
