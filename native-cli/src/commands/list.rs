//! `list`: every package of the catalogue, or what is installed.

use std::cmp::Reverse;

use ggen_marketplace_core::catalog::Card;
use ggen_marketplace_core::model::Level;
use serde::Serialize;

use crate::args::{List, ListOrder};
use crate::failure::Failure;
use crate::output::{Output, table};
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

fn installed(command: &List, output: Output) -> Result<(), Failure> {
    let target = match &command.target {
        Some(target) => target.clone(),
        None => Home::find()?.packages(),
    };
    let packages: Vec<Locked> = Lockfile::read(&target)?.packages().cloned().collect();
    let listing = Listing { total: packages.len(), packages };
    output.result(&listing, || {
        let rows = listing.packages.iter().map(|locked| {
            vec![
                locked.name.clone(),
                locked.version.clone().unwrap_or_default(),
                locked.key.clone().unwrap_or_default(),
            ]
        });
        table(&["NAME", "VERSION", "SIGNED BY"], rows)
    })
}
