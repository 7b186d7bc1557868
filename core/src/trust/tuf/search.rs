//! The search for a target through delegated roles: depth first, in the order in which each file delegates.
//!
//! Every role is checked under the authority of the role that leads to it *in this search*: a role that two
//! others delegate to with different keys is not trusted by one because the other did. As [`super::Update`],
//! this machine says which file it wants.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use super::request::{Keep, Place, Request};
use super::target::Target;
use super::targets::{self, Delegation, Targets};
use super::{Finding, Trusted, TufError, listing, name};

/// Most delegated roles that one search visits.
pub const MAX_SEARCHED: usize = 64;
/// Longest path of a target in bytes.
const MAX_PATH_BYTES: usize = 4096;

/// A search for one target.
#[derive(Debug)]
pub struct Search<'t> {
    trusted: &'t Trusted,
    path: String,
    found: Option<targets::Listed>,
    /// Roles that are still to be searched, the next one last.
    ahead: Vec<Delegation>,
    visited: BTreeSet<String>,
    current: Option<Visit>,
}

/// The role whose file is wanted.
#[derive(Debug)]
struct Visit {
    delegation: Delegation,
    listed: listing::Listed,
    place: Place,
}

impl Trusted {
    /// Begins the search for the target at `path`.
    ///
    /// # Errors
    /// [`TufError`]: this can be no path, or the first role to be searched is not in the snapshot.
    pub fn search(&self, path: &str) -> Result<Search<'_>, TufError> {
        let parts = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        if !parts || path.len() > MAX_PATH_BYTES {
            return Err(Finding::TargetPath { max: MAX_PATH_BYTES }.of(path));
        }
        let mut search = Search {
            trusted: self,
            path: path.to_owned(),
            found: None,
            ahead: Vec::new(),
            visited: BTreeSet::new(),
            current: None,
        };
        search.visit(&self.targets)?;
        Ok(search)
    }
}

impl Search<'_> {
    /// The file that is wanted next; `None` when the search is over.
    #[must_use]
    pub fn wants(&self) -> Option<Request> {
        let Visit { delegation, listed, place } = self.current.as_ref()?;
        let max = listed.max_bytes(targets::MAX_BYTES);
        let version = self.trusted.root.consistent.then_some(listed.version);
        Some(match place {
            Place::Kept => Request::kept(&delegation.role, max),
            Place::Repository => Request::repository(&delegation.role, version, max),
        })
    }

    /// Takes the file that was wanted, as [`super::Update::give`] does.
    ///
    /// # Errors
    /// [`TufError`]: the file is refused, or the search goes too far.
    pub fn give(&mut self, file: Option<Vec<u8>>) -> Result<Option<Keep>, TufError> {
        let (Some(request), Some(visit)) = (self.wants(), &mut self.current) else { return Ok(None) };
        let authority = &visit.delegation.authority;
        let read = |bytes: &[u8]| Targets::listed(bytes, visit.listed, authority, self.trusted.now);
        let read = file.as_deref().map_or(Err(Finding::Missing), read);
        match (visit.place, read) {
            (_, Ok(targets)) => {
                self.visit(&targets)?;
                let fetched = request.place == Place::Repository;
                Ok(file.filter(|_| fetched).map(|bytes| Keep::new(&request.role, bytes)))
            }
            // What was kept is old, or not signed for this delegation.
            (Place::Kept, Err(_)) => {
                visit.place = Place::Repository;
                Ok(None)
            }
            (Place::Repository, Err(finding)) => Err(finding.of(&request.name)),
        }
    }

    /// The target.
    ///
    /// # Errors
    /// [`TufError`]: no role that may list it does, or the search is not over.
    pub fn finish(self) -> Result<Target, TufError> {
        let listed = self.found.ok_or_else(|| Finding::NoSuchTarget.of(&self.path))?;
        Target::new(self.path, listed, self.trusted.root.consistent)
    }

    /// Looks into the file of a role, and goes on to those it delegates to.
    fn visit(&mut self, targets: &Targets) -> Result<(), TufError> {
        self.current = None;
        self.found = targets.targets.get(&self.path).copied();
        if self.found.is_some() {
            return Ok(());
        }
        let mut children: Vec<&Delegation> = Vec::new();
        for delegation in targets.delegations.iter().filter(|role| role.paths.contain(&self.path)) {
            children.push(delegation);
            if delegation.terminating {
                self.ahead.clear();
                break;
            }
        }
        self.ahead.extend(children.into_iter().rev().cloned());
        self.go_on()
    }

    fn go_on(&mut self) -> Result<(), TufError> {
        while let Some(delegation) = self.ahead.pop() {
            if !self.visited.insert(delegation.role.clone()) {
                continue;
            }
            let file = || name::kept(&delegation.role);
            if self.visited.len() > MAX_SEARCHED {
                return Err(Finding::SearchTooLong { max: MAX_SEARCHED }.of(&file()));
            }
            let listed = self.trusted.snapshot.get(&delegation.role);
            let listed = listed.ok_or_else(|| Finding::NotInSnapshot.of(&file()))?;
            self.current = Some(Visit { delegation, listed, place: Place::Kept });
            break;
        }
        Ok(())
    }
}
