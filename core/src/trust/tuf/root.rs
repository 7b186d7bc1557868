//! `root.json`: who may speak for the four top-level roles. It is trusted because the one before it says so.

use super::Finding;
use super::authority::{Authority, Keys, keys};
use super::fields::Fields;
use super::metadata::{Header, Metadata};

/// Longest root file in bytes.
pub(super) const MAX_BYTES: u64 = 512 * 1024;

/// A trusted root.
#[derive(Debug)]
pub(super) struct Root {
    pub(super) header: Header,
    /// Whether the names of files hold their versions or digests.
    pub(super) consistent: bool,
    pub(super) root: Authority,
    pub(super) timestamp: Authority,
    pub(super) snapshot: Authority,
    pub(super) targets: Authority,
}

impl Root {
    /// The root that is trusted because the user has it. It must be signed by its own keys.
    pub(super) fn first(file: &[u8]) -> Result<Self, Finding> {
        let file = Metadata::parse(file, MAX_BYTES)?;
        let root = read(&file)?;
        root.root.check(&file)?;
        Ok(root)
    }

    /// The next root: signed by the keys of this one *and* by its own, and of the next version.
    pub(super) fn next(&self, file: &[u8]) -> Result<Self, Finding> {
        let file = Metadata::parse(file, MAX_BYTES)?;
        self.root.check(&file)?;
        let next = read(&file)?;
        next.root.check(&file)?;
        next.header.check_version(self.header.version + 1)?;
        Ok(next)
    }
}

/// Reads what a root says, whoever may have signed it.
pub(super) fn read(file: &Metadata) -> Result<Root, Finding> {
    let (header, fields) = file.content("root")?;
    let consistent = fields.has("consistent_snapshot") && fields.flag("consistent_snapshot")?;
    let (known, roles) = (keys(fields)?, fields.object("roles")?);
    let role = |name| authority(roles, name, &known);
    let (root, timestamp) = (role("root")?, role("timestamp")?);
    Ok(Root { header, consistent, root, timestamp, snapshot: role("snapshot")?, targets: role("targets")? })
}

fn authority(roles: Fields<'_>, role: &'static str, known: &Keys) -> Result<Authority, Finding> {
    Authority::read(roles.object(role)?, known)
}
