//! `versions`: every release of a package, newest first.

use ggen_marketplace_core::catalog::Card;
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
    let mut cards = opened.catalog.versions(subject.name.as_str()).map_err(opened.damaged())?;
    if let Some(wanted) = subject.version.as_ref().map(ToString::to_string) {
        cards.retain(|card| card.version == wanted);
    }
    if cards.is_empty() {
        return Err(subject.unknown(&opened)?);
    }
    let versions: Vec<_> = cards.iter().map(Release::from).collect();
    let releases = Releases { package: subject.name.as_str(), total: versions.len(), versions };
    output.result(&releases, || show(&releases))
}

impl<'a> From<&Card<'a>> for Release<'a> {
    fn from(card: &Card<'a>) -> Self {
        let Card { version, level, leaf, installable, .. } = *card;
        Self { version, level, leaf, installable }
    }
}

fn show(releases: &Releases<'_>) -> String {
    let rows = releases.versions.iter().map(|release| {
        let installable = if release.installable { "yes" } else { "no" };
        vec![release.version.to_owned(), release.level.as_str().to_owned(), installable.to_owned()]
    });
    table(&["VERSION", "LEVEL", "INSTALLABLE"], rows)
}
