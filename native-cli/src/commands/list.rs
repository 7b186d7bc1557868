//! `list`: every package of the catalogue, or what is installed.

use std::cmp::Reverse;
use std::fs;
use std::path::Path;

use ggen_marketplace_core::catalog::Card;
use ggen_marketplace_core::model::Level;
use ggen_marketplace_core::publish::manifest;
use serde::Serialize;

use crate::args::{List, ListOrder};
use crate::failure::Failure;
use crate::output::{Output, table};
use crate::package_dir::MANIFEST;
use crate::registry::Registry;
use crate::store::{Home, Locked, Lockfile};

#[derive(Serialize)]
struct Listing<T> {
    packages: Vec<T>,
    total: usize,
}

/// One package, as the predecessor listed it, and with `--detailed` what else its card says.
#[derive(Serialize)]
struct Line<'a> {
    name: &'a str,
    version: &'a str,
    title: &'a str,
    description: &'a str,
    #[serde(flatten)]
    details: Option<Details<'a>>,
}

#[derive(Serialize)]
struct Details<'a> {
    author: Option<&'a str>,
    category: Option<&'a str>,
    downloads: u32,
    stars: u32,
    level: Level,
    installable: bool,
}

pub(super) fn run(command: &List, output: Output) -> Result<(), Failure> {
    if command.installed { installed(command, output) } else { catalogue(command, output) }
}

fn catalogue(command: &List, output: Output) -> Result<(), Failure> {
    let opened = Registry::named(&command.registry)?.open()?;
    let mut cards = opened.catalog.cards().map_err(opened.damaged())?;
    match command.sort {
        ListOrder::Name => {}
        ListOrder::Downloads => cards.sort_by_key(|card| Reverse(card.downloads)),
        ListOrder::Stars => cards.sort_by_key(|card| Reverse(card.stars)),
    }
    cards.truncate(command.limit.unwrap_or(usize::MAX));
    let packages: Vec<_> = cards.iter().map(|card| line(card, command.detailed)).collect();
    let listing = Listing { total: packages.len(), packages };
    output.result(&listing, || show(&listing))
}

fn line<'a>(card: &Card<'a>, detailed: bool) -> Line<'a> {
    let details = Details {
        author: card.author,
        category: card.category,
        downloads: card.downloads,
        stars: card.stars,
        level: card.level,
        installable: card.installable,
    };
    let (name, version, description) = (card.name, card.version, card.summary);
    Line { name, version, title: name, description, details: detailed.then_some(details) }
}

fn show(listing: &Listing<Line<'_>>) -> String {
    let detailed = listing.packages.first().is_some_and(|line| line.details.is_some());
    let headings: &[&str] = if detailed {
        &["NAME", "VERSION", "LEVEL", "DOWNLOADS", "STARS", "CATEGORY", "AUTHOR", "DESCRIPTION"]
    } else {
        &["NAME", "VERSION", "DESCRIPTION"]
    };
    table(headings, listing.packages.iter().map(row))
}

fn row(line: &Line<'_>) -> Vec<String> {
    let mut row = vec![line.name.to_owned(), line.version.to_owned()];
    if let Some(details) = &line.details {
        row.extend([
            details.level.as_str().to_owned(),
            details.downloads.to_string(),
            details.stars.to_string(),
        ]);
        row.extend([details.category, details.author].map(|text| text.unwrap_or_default().to_owned()));
    }
    row.push(line.description.to_owned());
    row
}

/// What the lockfile says of an installed package, and the summary from its own manifest.
#[derive(Serialize)]
struct InstalledLine {
    name: String,
    version: Option<String>,
    title: String,
    description: String,
    sha256: String,
    key: Option<String>,
}

fn installed(command: &List, output: Output) -> Result<(), Failure> {
    let target = match &command.target {
        Some(target) => target.clone(),
        None => Home::find()?.packages(),
    };
    let lockfile = Lockfile::read(&target)?;
    let shown = lockfile.packages().take(command.limit.unwrap_or(usize::MAX));
    let packages: Vec<_> = shown.map(|locked| at(&target, locked)).collect();
    let listing = Listing { total: packages.len(), packages };
    output.result(&listing, || show_installed(&listing))
}

fn at(target: &Path, locked: &Locked) -> InstalledLine {
    let Locked { name, version, sha256, key } = locked.clone();
    let manifest = fs::read(target.join(&name).join(MANIFEST)).ok();
    let summary = manifest.and_then(|bytes| Some(manifest::parse(&bytes).ok()?.summary));
    InstalledLine {
        title: name.clone(),
        description: summary.unwrap_or_default(),
        name,
        version,
        sha256,
        key,
    }
}

fn show_installed(listing: &Listing<InstalledLine>) -> String {
    let rows = listing.packages.iter().map(|line| {
        let version = line.version.clone().unwrap_or_default();
        let signed = if line.key.is_some() { "yes" } else { "no" };
        vec![line.name.clone(), version, signed.to_owned(), line.description.clone()]
    });
    table(&["NAME", "VERSION", "SIGNED", "DESCRIPTION"], rows)
}
