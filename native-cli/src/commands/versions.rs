//! `versions`: every release of a package, newest first.

use ggen_marketplace_core::catalog::Releases;

use crate::args::Versions;
use crate::failure::Failure;
use crate::output::{Output, table};
use crate::registry::Registry;
use crate::subject::Subject;

pub(super) fn run(command: &Versions, output: Output) -> Result<(), Failure> {
    let subject = Subject::parse(command.package.text())?;
    let opened = Registry::named(&command.registry)?.open()?;
    let mut cards = opened.catalog.versions(subject.name.as_str()).map_err(opened.damaged())?;
    if let Some(wanted) = subject.version.as_ref().map(ToString::to_string) {
        cards.retain(|card| card.version == wanted);
    }
    let releases = Releases::new(&cards).map_or_else(|| Err(subject.unknown(&opened)?), Ok)?;
    output.result(&releases, || show(&releases))
}

fn show(releases: &Releases) -> String {
    let rows = releases.versions.iter().map(|release| {
        let installable = if release.installable { "yes" } else { "no" };
        vec![release.version.clone(), release.level.as_str().to_owned(), installable.to_owned()]
    });
    table(&["VERSION", "LEVEL", "INSTALLABLE"], rows)
}
