//! What each failure is told as.

use ggen_marketplace_core::error::Coded;
use ggen_marketplace_core::install::{AdmitError, PlanError};
use ggen_marketplace_core::model::ReleaseId;
use ggen_marketplace_core::query::QueryError;
use ggen_marketplace_core::query::named::NamedError;
use ggen_marketplace_core::query::results::Prefixes;
use ggen_marketplace_core::search::SearchError;
use ggen_marketplace_core::trust::Refusal;

use super::asked::{Asked, quoted};
use super::{REFUSED, Report, USAGE};
use crate::failure::Failure;
use crate::import::Origin;
use crate::registry::LIST;

/// For a package that is proven less far than asked for.
const TAKE_AS_IT_IS: &str = "without `--verify-signature` and `--public-key` it installs as what it is";

/// One arm for each finding, without a default: a failure without words does not compile.
impl Report {
    /// Tells a failure of the command that was `asked` for.
    pub(crate) fn of(failure: &Failure, asked: &Asked) -> Self {
        match failure {
            Failure::Output(source) => Self::new("cli/output", "cannot write the result").cause(source),
            Failure::NoHome => Self::new("cli/no-home", "there is no home directory to keep state in")
                .help("set `GGEN_HOME` to a folder of yours"),
            Failure::Io { action, path, source } => {
                Self::new("cli/io", format!("cannot {action} `{}`", path.display())).cause(source)
            }
            Failure::Lockfile { path, cause } => {
                Self::new("cli/lockfile", format!("`{}` is not a lockfile", path.display()))
                    .cause(cause)
                    .help("restore the file, or delete it and install with `--force`")
            }
            Failure::NoLists { folder } => {
                Self::new("import/no-lists", format!("`{}` holds no package lists", folder.display()))
                    .help("`apt-get -o Acquire::Languages=en update` fetches them")
            }
            Failure::NoV1Registry { folder } => {
                Self::new("import/no-v1-registry", format!("`{}` is not a V1 registry", folder.display()))
                    .cause("it has neither `packages` with a directory in it nor `registry/index.json`")
                    .help("name the folder that holds `packages` and `registry`")
            }
            Failure::NoAptHelper { list, helper } => {
                Self::new("import/no-apt-helper", format!("`{}` is compressed", list.display()))
                    .cause(format!("`{helper}`, which reads it, is not here"))
                    .help("decompress the lists into a folder and name it with `--lists`")
            }
            Failure::HelperFailed { list, helper } => {
                Self::new("import/helper-failed", format!("cannot read `{}`", list.display()))
                    .cause(format!("`{helper} cat-file` failed"))
            }
            Failure::Line { path, error } => {
                let place = format!("{}:{}", path.display(), error.line);
                Self::new(error.code(), format!("{place}: this is not a package"))
                    .cause(&error.problem)
                    .help("nothing was imported; mend the line and run the command again")
            }
            Failure::TooLarge { path, max } => {
                Self::new("cli/too-large", format!("`{}` has more than {max} bytes", path.display()))
            }
            Failure::Missing { path } => Self::new(
                "registry/file-missing",
                format!("the registry is incomplete: `{}` is missing", path.display()),
            )
            .help("restore the file from a backup or a mirror"),
            Failure::QueryNotText { path, line } => {
                Self::new("cli/not-text", format!("{}:{line}: this is not UTF-8 text", path.display()))
            }
            Failure::NoRegistry { root } => {
                Self::new("registry/none", format!("there is no registry at `{}`", root.display())).help(
                    format!("{} makes an empty one; `--registry DIR` names another", asked.command("init")),
                )
            }
            Failure::Catalog { path, error } if path.file_name().is_some_and(|name| name == LIST) => {
                Self::new(error.code(), format!("`{}` is damaged", path.display()))
                    .cause(error)
                    .help(format!("restore `{LIST}` from a mirror or a backup"))
            }
            Failure::Catalog { path, error } => {
                Self::new(error.code(), format!("`{}` is damaged", path.display()))
                    .cause(error)
                    .help("restore the file from a backup or a mirror: it is named by its SHA-256")
            }
            Failure::Log { path, error } => {
                Self::new(error.code(), format!("the log in `{}` is damaged", path.display()))
                    .cause(error)
                    .help("restore the folder `log` from a backup or a mirror")
            }
            Failure::Tlog { path, error } => {
                let message = format!("the log in `{}` is refused", path.display());
                let report = Self::new(error.code(), message).cause(error);
                Self { exit_code: REFUSED, ..report }
            }
            Failure::LogKey { log, given: None } => {
                Self::new("cli/log-key", format!("the registry's log `{log}` must sign what is written"))
                    .help("name the private key of the log with `--log-key`")
            }
            Failure::LogKey { log, given: Some(file) } => {
                Self::new("cli/log-key", format!("`{}` is not the key of the log `{log}`", file.display()))
                    .help("`trust/log-policy` in the registry names the key of its log")
            }
            Failure::Build(error) => Self::new(error.code(), "the catalogue cannot be written").cause(error),
            Failure::Full { root, max } => {
                Self::new("registry/full", format!("the catalogue in `{}` is full", root.display()))
                    .cause(format!("it would have more than {max} segments too large to be merged"))
            }
            Failure::Search(error) => search(error, asked),
            Failure::Subject { typed, error } => {
                Self::new(error.code(), format!("`{}` names no package", typed))
                    .cause(error)
                    .help("write `name` or `name@1.2.3`")
            }
            Failure::UnknownPackage { name, version, similar } => {
                unknown(name, version.as_deref(), similar, asked)
            }
            Failure::Duplicate { origin, id, first } => duplicate(origin, id, first.as_deref()),
            Failure::Key { path, error } => {
                let message = format!("`{}` cannot be used as a key", path.display());
                let report = Self::new(error.code(), message).cause(error);
                match asked.looks_at_key {
                    true => report,
                    false => report.help(format!(
                        "`ggen marketplace verify-key {}` says what the file is",
                        quoted(path)
                    )),
                }
            }
            Failure::KeyProblems { path, problems } => problems.iter().fold(
                Self::new("key/problems", format!("`{}` should not be used as it is", path.display()))
                    .help(format!("`chmod 600 {}`", quoted(path))),
                Self::cause,
            ),
            Failure::KeyExists { path } => Self::new(
                "key/exists",
                format!("`{}` exists, and keys are never overwritten", path.display()),
            )
            .help("name another file with `--output`"),
            Failure::InTheWay { path, expected } => {
                Self::new("cli/in-the-way", format!("`{}` exists, and is not {expected}", path.display()))
                    .help("move it away, or name another file with `--output`")
            }
            Failure::BadKey(error) => Self::new(error.code(), "this key cannot be used").cause(error),
            Failure::Usage(message) => Self { exit_code: USAGE, ..Self::new("cli/usage", *message) },
            Failure::Refused { subject, error } => refused(subject, error, asked),
            Failure::NotSigned { path } => {
                let message =
                    format!("`{}` is refused: a local archive carries no signature", path.display());
                Self { exit_code: REFUSED, ..Self::new("verify/level-too-low", message).help(TAKE_AS_IT_IS) }
            }
            Failure::NotKept { id, location } => not_kept(id, location.as_deref()),
            Failure::Plan(error) => plan(error),
            Failure::NoManifest { folder } => {
                Self::new("publish/no-manifest", format!("`{}` holds no `package.toml`", folder.display()))
                    .help("name the directory that holds the manifest")
            }
            Failure::Manifest { path, error } => {
                Self::new(error.code(), format!("`{}` is not a manifest", path.display())).cause(error)
            }
            Failure::Link { path } => {
                Self::new("publish/special-file", format!("`{}` cannot be packed", path.display()))
                    .cause("packages hold files and folders only: no links, no devices")
                    .help("replace it by a copy of what it stands for, or take it out")
            }
            Failure::NotText { path } => {
                Self::new("publish/name-not-text", format!("`{}` cannot be packed", path.display()))
                    .cause("its name is not UTF-8 text")
            }
            Failure::PackageTooLarge { folder, max } => {
                Self::new("publish/too-large", format!("`{}` cannot be packed", folder.display()))
                    .cause(format!("its files have more than {max} bytes together"))
            }
            Failure::Publish(error) => {
                Self::new(error.code(), "the package cannot be published").cause(error)
            }
            Failure::Exists { id } => {
                let message = format!("Package {} version {} already exists", id.name, id.version);
                Self::new("publish/exists", message)
                    .help("a published version never changes: give the package a higher version")
            }
            Failure::Confusable { name, taken } => {
                Self::new("publish/confusable-name", format!("{name} is too much like {}", taken))
                    .cause("names that differ only in case or in `-`, `_` and `.` are one name")
                    .help("choose another name")
            }
            Failure::Query(error) => query(error),
            Failure::Named(NamedError::Query(error)) => query(error),
            Failure::Named(error) => Self::new(error.code(), error.to_string())
                .help("`ggen marketplace query --named list` shows the questions and their values"),
            Failure::Results(error) => Self::new(error.code(), error.to_string()),
            Failure::Value { text, cause } => {
                Self::new("query/bad-value", format!("`{text}` is not an RDF term"))
                    .cause(cause)
                    .help("write plain text, `<iri>`, `\"text\"@en` or `\"5\"^^<datatype>`")
            }
            Failure::Segment { path: Some(path), error } => {
                Self::new(error.code(), format!("`{}` is damaged", path.display()))
                    .cause(error)
                    .help("make it again with `ggen marketplace index`")
            }
            Failure::Segment { path: None, error } => {
                Self::new(error.code(), "a segment of the dataset is damaged").cause(error)
            }
            Failure::NoPackages { path } => {
                Self::new("import/no-packages", format!("`{}` describes no package", path.display())).cause(
                    "there is neither a release of the catalogue's vocabulary nor a project of DOAP in it",
                )
            }
            Failure::NoRdfFormat { path } => {
                Self::new("rdf/unknown-format", format!("`{}` tells no RDF format", path.display()))
                    .cause("its name ends in none of ttl, nt, nq, trig, rdf, xml, jsonld, json and n3")
                    .help("rename the file to what it holds")
            }
            Failure::RdfSyntax { path, place, cause } => {
                let place = place.map_or(String::new(), |(line, column)| format!(":{line}:{column}"));
                Self::new("rdf/syntax", format!("{}{place}: {cause}", path.display()))
            }
            Failure::BaseIri { iri, cause } => {
                Self::new("rdf/base-iri", format!("`{iri}` is not an absolute IRI")).cause(cause)
            }
            Failure::Clock => Self::new("cli/clock", "the system's clock is not set")
                .cause("a release says when it was made, between 1970 and 9999"),
            Failure::Installed { name } => Self::new(
                "install/installed",
                format!("Package {name} already installed. Use --force to overwrite"),
            ),
            Failure::NotOurs { place } => {
                let place = place.display();
                Self::new(
                    "install/not-ours",
                    format!("`{place}` is there, but ggen did not install it: move it away"),
                )
            }
            Failure::Reserved { name } => {
                Self::new("install/reserved-name", format!("Package {name} cannot be installed"))
                    .cause("a packages folder keeps its lockfile under this name")
            }
            Failure::ArchiveName { path, error } => {
                Self::new(error.code(), format!("`{}` tells no package name", path.display()))
                    .cause(error)
                    .help("rename the archive to `<name>.tar.gz`, or pack a `package.toml` in it")
            }
            Failure::Statement { path, error } => {
                Self::new(error.code(), format!("`{}` is not a release statement", path.display()))
                    .cause(error)
            }
            Failure::NoRandomness(source) => {
                Self::new("key/no-randomness", "the system gives no random bytes").cause(source)
            }
        }
    }
}

fn search(error: &SearchError, asked: &Asked) -> Report {
    let report = Report::new(error.code(), error.to_string());
    match error {
        SearchError::EmptyQuery => {
            report.help(format!("{} shows every package", asked.command("search --all")))
        }
        SearchError::LimitTooLarge { max, .. } => {
            let help = format!("ask for at most {max} packages at a time, and for the next with `--offset`");
            Report { exit_code: USAGE, ..report.help(help) }
        }
        SearchError::Unclear { .. } => {
            Report { exit_code: USAGE, ..report.help("without `--strict` it is searched as words") }
        }
        SearchError::NoColumn { .. } => {
            let help = "orders are relevance, downloads, stars, updated and name";
            Report { exit_code: USAGE, ..report.help(help) }
        }
        _ => report,
    }
}

/// A syntax error is shown with its line; of a limit, the option that raises it.
fn query(error: &QueryError) -> Report {
    match error {
        QueryError::Syntax { line, column, message, excerpt } => {
            let report = Report::new(error.code(), format!("line {line}, column {column}: {message}"));
            let report = report.excerpt(excerpt);
            match undeclared(message) {
                Some((name, namespace)) => {
                    report.help(format!("put `PREFIX {name}: <{namespace}>` at the top"))
                }
                None => report,
            }
        }
        QueryError::Time { .. } => told(error).help("`--timeout SECONDS` raises the limit, 0 lifts it"),
        QueryError::Rows { .. } => told(error).help("`--max-rows N` raises the limit"),
        QueryError::Memory { .. } => told(error).help("`--max-memory BYTES` raises the limit"),
        _ => told(error),
    }
}

fn told(error: &QueryError) -> Report {
    Report::new(error.code(), error.to_string())
}

/// A well-known prefix that a syntax error is about, and its namespace.
fn undeclared(message: &str) -> Option<(String, String)> {
    let (_, rest) = message.split_once("unexpected `")?;
    let (token, rest) = rest.split_once('`')?;
    let name = token.split_once(':').filter(|_| rest.contains("prefix is not declared"))?.0;
    let namespace = Prefixes::default().namespace(name)?.to_owned();
    Some((name.to_owned(), namespace))
}

fn unknown(name: &str, version: Option<&str>, similar: &[String], asked: &Asked) -> Report {
    let similar = similar.join("`, `");
    match version {
        Some(version) => {
            let message = format!("Package {name} has no version {} in this registry", version);
            Report::new("registry/unknown-version", message).help(format!("there are `{similar}`"))
        }
        None => {
            let report =
                Report::new("registry/unknown-package", format!("Package {name} not found in registry"));
            match &*similar {
                "" => report.help(asked.command(&format!("search {name}"))),
                similar => report.help(format!("did you mean `{similar}`?")),
            }
        }
    }
}

fn duplicate(origin: &Origin, id: &ReleaseId, first: Option<&Origin>) -> Report {
    let cause = match first {
        Some(first) => format!("the source lists it twice, first at {first}"),
        None => "the registry has this release already, and a published version never changes".to_owned(),
    };
    Report::new("import/duplicate", format!("{origin}: {id} cannot be imported"))
        .cause(cause)
        .help("nothing was imported; take the line out and run the command again")
}

/// Whatever is refused, nothing of it was used.
fn refused(subject: &str, error: &AdmitError, asked: &Asked) -> Report {
    let message = match error {
        AdmitError::Refused(Refusal::Signature(_)) => {
            "Package signature verification failed. This package may have been tampered with.".to_owned()
        }
        AdmitError::Archive(_) => format!("{subject} is refused: its archive is not safe to unpack"),
        _ => format!("{subject} is refused"),
    };
    let report = Report { exit_code: REFUSED, ..Report::new(error.code(), message).cause(error) };
    match error {
        AdmitError::Refused(Refusal::KeyNotTrusted { .. }) => {
            report.help("name the publisher's key with `--public-key`, if you know it is theirs")
        }
        AdmitError::Archive(_) => report,
        _ => match asked.explained(subject) {
            Some(command) => report.help(format!("{command} shows every step")),
            None => report,
        },
    }
}

fn not_kept(id: &ReleaseId, location: Option<&str>) -> Report {
    let message =
        format!("{id} cannot be installed: it is listed here, but this registry has no archive of it");
    let report = Report::new("install/not-installable", message);
    match location {
        Some(location) => report.cause(format!("its source keeps it at `{location}`")),
        None => report.cause("its source names no archive"),
    }
}

fn plan(error: &PlanError) -> Report {
    let report = Report::new(error.code(), error.to_string());
    match error {
        PlanError::LevelTooLow { .. } => Report { exit_code: REFUSED, ..report.help(TAKE_AS_IT_IS) },
        PlanError::NotLogged { .. } => Report { exit_code: REFUSED, ..report },
        _ => report,
    }
}
