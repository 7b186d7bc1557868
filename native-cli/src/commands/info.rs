//! `info`: everything the catalogue holds of a package.

use ggen_marketplace_core::catalog;

use crate::args::Info;
use crate::failure::Failure;
use crate::output::{Output, fields, lines};
use crate::registry::Registry;
use crate::subject::Subject;

pub(super) fn run(command: &Info, output: Output) -> Result<(), Failure> {
    let subject = Subject::parse(command.package.text())?;
    let opened = Registry::named(&command.registry)?.open()?;
    let info = opened.catalog.info(subject.name.as_str(), subject.version.as_ref());
    let info = info.map_err(opened.damaged())?.map_or_else(|| Err(subject.unknown(&opened)?), Ok)?;
    output.result(&info, || show(&info))
}

fn show(info: &catalog::Info) -> String {
    let needs: Vec<_> = info.dependencies.iter().map(|needed| needed.alternatives.join(" | ")).collect();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let shown = fields(&[
        ("name", info.name.clone()),
        ("version", info.version.clone()),
        ("summary", info.summary.clone()),
        ("versions", info.versions.join(", ")),
        ("authors", info.authors.join(", ")),
        ("license", text(&info.license)),
        ("categories", info.categories.join(", ")),
        ("tags", info.tags.join(", ")),
        ("keywords", info.keywords.join(", ")),
        ("homepage", text(&info.homepage)),
        ("repository", text(&info.repository)),
        ("provides", info.provides.join(", ")),
        ("dependencies", needs.join(", ")),
        ("archive", text(&info.digest)),
        ("location", text(&info.location)),
        ("level", info.level.as_str().to_owned()),
        ("leaf", info.leaf.to_string()),
        ("installable", if info.installable { "yes" } else { "no" }.to_owned()),
    ]);
    format!("{shown}\n{}", lines(&info.description))
}
