//! What a search answers, as text for people.

use ggen_marketplace_core::search::{Facet, Hit, Hits, Part, RelatedPackages, Suggestions, pieces};

use crate::output::{one_line, table};

/// A page of hits, and what is said beside them.
pub(super) fn hits(hits: &Hits) -> String {
    let mut shown = if hits.packages.is_empty() {
        "No package matches.".to_owned()
    } else {
        let shown = table(&["NAME", "VERSION", "LEVEL", "DESCRIPTION"], hits.packages.iter().map(row));
        format!("{shown}\n\n{} of {} packages", hits.total, hits.total_matches)
    };
    let explained = hits.packages.iter().filter_map(|hit| Some(explanation(hit, hit.explain.as_deref()?)));
    for line in explained.chain(hits.facets.iter().map(facet)).chain(beside(hits)) {
        shown.push('\n');
        shown.push_str(&line);
    }
    shown
}

fn row(hit: &Hit) -> Vec<String> {
    let level = hit.level.as_str().to_owned();
    let (name, description) = match &hit.highlight {
        Some(places) => (marked(&hit.name, &places.name), marked(&hit.description, &places.description)),
        None => (hit.name.clone(), hit.description.clone()),
    };
    vec![name, hit.version.clone(), level, description]
}

fn marked(text: &str, places: &[[usize; 2]]) -> String {
    pieces(text, places)
        .map(|(piece, found)| if found { format!("*{piece}*") } else { piece.to_owned() })
        .collect()
}

/// `name: 120 = word json 100 + prior 20`.
fn explanation(hit: &Hit, parts: &[Part]) -> String {
    let part = |part: &Part| match &part.word {
        Some(word) => format!("{} {} {}", part.what, one_line(word), part.points),
        None => format!("{} {}", part.what, part.points),
    };
    let parts: Vec<String> = parts.iter().map(part).collect();
    format!("{}: {} = {}", one_line(&hit.name), hit.score, parts.join(" + "))
}

/// `tag (3): web 12, cli 4, …`.
fn facet(facet: &Facet) -> String {
    let values = facet.values.iter().map(|value| format!("{} {}", one_line(&value.value), value.matches));
    let more = if facet.distinct > facet.values.len() { ", …" } else { "" };
    format!("{} ({}): {}{more}", facet.field, facet.distinct, values.collect::<Vec<_>>().join(", "))
}

fn beside(hits: &Hits) -> impl Iterator<Item = String> {
    let notes = hits.notes.iter().map(|note| {
        let near =
            note.near.iter().map(|near| format!("`{}`", one_line(near))).collect::<Vec<_>>().join(", ");
        let meant = if near.is_empty() { String::new() } else { format!(" (did you mean {near}?)") };
        format!("note: {}{meant}", one_line(&note.message))
    });
    let hints = hits.hints.iter().map(|hint| {
        let packages = if hint.matches == 1 { "package matches" } else { "packages match" };
        format!("hint: without `{}` {} {packages}", one_line(&hint.without), hint.matches)
    });
    let meant = hits.did_you_mean.iter().map(|text| format!("did you mean: {}", one_line(text)));
    notes.chain(hints).chain(meant)
}

/// Ways to go on with a query.
pub(super) fn suggestions(suggestions: &Suggestions) -> String {
    let lines = suggestions.suggestions.iter().map(|suggestion| one_line(&suggestion.text));
    lines.collect::<Vec<_>>().join("\n")
}

/// Related packages, and why.
pub(super) fn related(packages: &RelatedPackages) -> String {
    if packages.packages.is_empty() {
        return "No package is related.".to_owned();
    }
    let rows = packages.packages.iter().map(|related| {
        let reasons = related.reasons.iter().map(|reason| format!("{} {}", reason.what, reason.value));
        let reasons = reasons.collect::<Vec<_>>().join(", ");
        vec![related.name.clone(), related.score.to_string(), reasons, related.description.clone()]
    });
    table(&["NAME", "SCORE", "SHARES", "DESCRIPTION"], rows)
}
