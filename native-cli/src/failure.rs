//! Everything that can go wrong in this host, as findings with their facts.
//!
//! No words here: `report` turns each into a message, its causes, a hint and an exit code.

use std::io;
use std::path::{Path, PathBuf};

use ggen_marketplace_core::catalog::{BuildError, CatalogError};
use ggen_marketplace_core::import::ImportError;
use ggen_marketplace_core::install::{AdmitError, PlanError};
use ggen_marketplace_core::model::{Invalid, PackageName, ReleaseId};
use ggen_marketplace_core::publish::PublishError;
use ggen_marketplace_core::publish::manifest::ManifestError;
use ggen_marketplace_core::query::QueryError;
use ggen_marketplace_core::query::named::NamedError;
use ggen_marketplace_core::query::results::ResultsError;
use ggen_marketplace_core::search::SearchError;
use ggen_marketplace_core::trust::tlog::TlogError;
use ggen_marketplace_core::trust::{ClaimError, KeyError, LogError};

use crate::import::Origin;

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Standard output cannot be written.
    Output(io::Error),
    /// Neither `GGEN_HOME` nor a home directory is set.
    NoHome,
    /// The file system refused something.
    Io {
        /// What was tried: a verb.
        action: &'static str,
        /// On which path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A lockfile is not one.
    Lockfile {
        /// The file.
        path: PathBuf,
        /// What its reader found, with line and column.
        cause: String,
    },
    /// No package lists where Debian's should be.
    NoLists {
        /// The folder looked in.
        folder: PathBuf,
    },
    /// Nothing in the folder is a V1 registry.
    NoV1Registry {
        /// The folder looked in.
        folder: PathBuf,
    },
    /// A compressed list, and nothing to read it with.
    NoAptHelper {
        /// The list.
        list: PathBuf,
        /// The program that is missing.
        helper: &'static str,
    },
    /// The reader of compressed lists failed.
    HelperFailed {
        /// The list.
        list: PathBuf,
        /// The program.
        helper: &'static str,
    },
    /// A line of a foreign catalogue is bad.
    Line {
        /// The file.
        path: PathBuf,
        /// The line and what is wrong with it.
        error: ImportError,
    },
    /// A file is too large to be what it should be.
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The bound in bytes.
        max: usize,
    },
    /// A file that the registry refers to is not there.
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// There is no registry.
    NoRegistry {
        /// The folder looked in.
        root: PathBuf,
    },
    /// A file of the catalogue is damaged.
    Catalog {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: CatalogError,
    },
    /// The log cannot be read or continued.
    Log {
        /// The file, or the registry's folder.
        path: PathBuf,
        /// What is wrong with it.
        error: LogError,
    },
    /// What the log says of itself does not hold.
    Tlog {
        /// The folder of the log, or the file.
        path: PathBuf,
        /// What does not hold.
        error: TlogError,
    },
    /// The registry has a log, and the key to sign for it is missing or another one.
    LogKey {
        /// Name of the log.
        log: String,
        /// The key file given.
        given: Option<PathBuf>,
    },
    /// A segment cannot be built.
    Build(BuildError),
    /// A catalogue of more segments than its list may name.
    Full {
        /// The registry's folder.
        root: PathBuf,
        /// The bound.
        max: usize,
    },
    /// A search that core refuses.
    Search(SearchError),
    /// The name or version typed is none.
    Subject {
        /// What was typed.
        typed: String,
        /// The rule it breaks.
        error: Invalid,
    },
    /// No package of that name, or no such version of it.
    UnknownPackage {
        /// The name asked for.
        name: String,
        /// The version asked for.
        version: Option<String>,
        /// Names it may have been meant to be, or the versions there are.
        similar: Vec<String>,
    },
    /// An imported release that the registry has.
    Duplicate {
        /// Where the second one is.
        origin: Origin,
        /// The release.
        id: ReleaseId,
        /// Where the first one is; `None` if in the registry.
        first: Option<Box<Origin>>,
    },
    /// Not a key file, or not one for this use.
    Key {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        error: KeyError,
    },
    /// A key file that works, but should not be used as it is.
    KeyProblems {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problems: Vec<String>,
    },
    /// A key file would be overwritten.
    KeyExists {
        /// The file.
        path: PathBuf,
    },
    /// A file that would be overwritten is not what the command writes.
    InTheWay {
        /// The file.
        path: PathBuf,
        /// What may be overwritten.
        expected: &'static str,
    },
    /// The system gives no random bytes.
    NoRandomness(io::Error),
    /// A key whose public half core refuses.
    BadKey(KeyError),
    /// Options that do not go together, where the parser cannot tell.
    Usage(&'static str),
    /// Evidence or an archive that core refuses.
    Refused {
        /// What it is about.
        subject: String,
        /// The finding.
        error: AdmitError,
    },
    /// A signature was asked for, of what has none.
    NotSigned {
        /// The local archive.
        path: PathBuf,
    },
    /// A release whose archive the registry does not keep.
    NotKept {
        /// The release.
        id: ReleaseId,
        /// Where its source keeps it.
        location: Option<String>,
    },
    /// A release that cannot be installed, whatever its files are.
    Plan(PlanError),
    /// A directory without a manifest.
    NoManifest {
        /// The directory.
        folder: PathBuf,
    },
    /// A manifest that breaks a rule.
    Manifest {
        /// The file.
        path: PathBuf,
        /// Line, column and rule.
        error: Box<ManifestError>,
    },
    /// A link, a device or the like in a package directory.
    Link {
        /// Where.
        path: PathBuf,
    },
    /// A file name that is not text.
    NotText {
        /// Where.
        path: PathBuf,
    },
    /// A package directory with more bytes than a package may have.
    PackageTooLarge {
        /// The directory.
        folder: PathBuf,
        /// The bound in bytes.
        max: u64,
    },
    /// A release that core refuses to publish.
    Publish(PublishError),
    /// A release that is published.
    Exists {
        /// The release.
        id: ReleaseId,
    },
    /// A line of a file of queries is not text.
    QueryNotText {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A name that people would take for another one.
    Confusable {
        /// The new name.
        name: PackageName,
        /// The name in the registry.
        taken: String,
    },
    /// A query that core refuses or ends.
    Query(QueryError),
    /// An answer that cannot be written so.
    Results(ResultsError),
    /// A value for a variable that is no RDF term.
    Value {
        /// What was given.
        text: String,
        /// The rule it breaks.
        cause: String,
    },
    /// No prepared question of that name, or not with these values.
    Named(NamedError),
    /// A segment made of files is damaged, or is none.
    Segment {
        /// Where its bytes are from.
        path: Option<PathBuf>,
        /// What is wrong.
        error: CatalogError,
    },
    /// RDF that describes no package.
    NoPackages {
        /// The file, or the first of several.
        path: PathBuf,
    },
    /// A file whose name tells no format of RDF.
    NoRdfFormat {
        /// The file.
        path: PathBuf,
    },
    /// A file that is not in the format that its name tells.
    RdfSyntax {
        /// The file.
        path: PathBuf,
        /// Line and column from 1, where the parser tells them.
        place: Option<(u64, u64)>,
        /// What the parser says.
        cause: String,
    },
    /// A base that is no absolute IRI.
    BaseIri {
        /// What was given.
        iri: String,
        /// The rule it breaks.
        cause: String,
    },
    /// The system's clock says something before 1970 or after 9999.
    Clock,
    /// A package of that name is installed.
    Installed {
        /// The package.
        name: String,
    },
    /// Something that was not installed is where a package would go.
    NotOurs {
        /// The place.
        place: PathBuf,
    },
    /// A package whose place is taken by our own files.
    Reserved {
        /// The package.
        name: PackageName,
    },
    /// The name of a local archive is no package name.
    ArchiveName {
        /// The file.
        path: PathBuf,
        /// The rule it breaks.
        error: Invalid,
    },
    /// A statement to sign that is none.
    Statement {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: ClaimError,
    },
}

impl Failure {
    /// For `map_err`: the system refused `action` on `path`.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }
}
