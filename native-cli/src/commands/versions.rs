//! `versions`: every release of a package, newest first.

use ggen_marketplace_core::model::Level;
use serde::Serialize;

use crate::args::Versions;
use crate::failure::Failure;
use crate::output::{Output, table};
use crate::registry::Registry;
use crate::subject::Subject;

#[derive(Serialize)]
struct Releases<'a> {
    package: &'a str,
    versions: Vec<Release<'a>>,
    total: usize,
}

#[derive(Serialize)]
struct Release<'a> {
    version: &'a str,
    level: Level,
    leaf: u64,
    installable: bool,
}

pub(super) fn run(command: &Versions, output: Output) -> Result<(), Failure> {
    let subject = Subject::parse(command.package.text())?;
    let opened = Registry::named(&command.registry)?.open()?;
    let package = subject.find(&opened)?.name;
    let cards = opened.catalog.versions(package).map_err(opened.damaged())?;
    let wanted = subject.version.as_ref().map(ToString::to_string);
    let versions: Vec<_> = cards
        .iter()
        .filter(|card| wanted.as_deref().is_none_or(|wanted| wanted == card.version))
        .map(|card| Release {
            version: card.version,
            level: card.level,
            leaf: card.leaf,
            installable: card.installable,
        })
        .collect();
    let releases = Releases { package, total: versions.len(), versions };
    output.result(&releases, || show(&releases))
}

fn show(releases: &Releases<'_>) -> String {
    let rows = releases.versions.iter().map(|release| {
        let installable = if release.installable { "yes" } else { "no" };
        vec![release.version.to_owned(), release.level.as_str().to_owned(), installable.to_owned()]
    });
    table(&["VERSION", "LEVEL", "INSTALLABLE"], rows)
}
