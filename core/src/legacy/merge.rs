//! Completing what a manifest says with what the indexes say.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::draft::Draft;
use super::index::{Entry, Listed};
use super::loose::Loose;
use crate::import::{Cleaner, json_text};
use crate::model::printable;

impl Draft {
    /// What the indexes alone say of `name`: the first is taken as it is, the second completes it.
    pub(super) fn listed(name: &str, listed: &Listed, cleaner: &mut Cleaner) -> Self {
        let Some((first, more)) = listed.of(name).split_first() else { return Self::default() };
        let mut draft = Self::of_entry(first, cleaner);
        draft.complete(more, cleaner);
        draft
    }

    /// Fills what is missing from `entries` and reports where they differ.
    pub(super) fn complete(&mut self, entries: &[Entry], cleaner: &mut Cleaner) {
        for entry in entries {
            let other = Self::of_entry(entry, cleaner);
            Merge { file: entry.file, cleaner }.drafts(self, other);
        }
    }

    fn of_entry(entry: &Entry, cleaner: &mut Cleaner) -> Self {
        Self::read(Loose::new(entry.fields.clone(), &format!("{}#", entry.file), cleaner))
    }
}

/// Merging with what `file` says; what is there already wins.
struct Merge<'c> {
    file: &'static str,
    cleaner: &'c mut Cleaner,
}

impl Merge<'_> {
    fn drafts(&mut self, ours: &mut Draft, theirs: Draft) {
        let mut extra = theirs.extra;
        let id = theirs.id.map(|id| (format!("{}#id", self.file), json_text(&Value::from(id))));
        extra.extend(id);
        let texts = [
            ("version", &mut ours.version, theirs.version),
            ("description", &mut ours.description, theirs.description),
            ("license", &mut ours.license, theirs.license),
            ("homepage", &mut ours.homepage, theirs.homepage),
            ("repository", &mut ours.repository, theirs.repository),
        ];
        for (field, ours, theirs) in texts {
            self.text(field, ours, theirs, &mut extra);
        }
        let lists = [
            ("authors", &mut ours.authors, theirs.authors),
            ("categories", &mut ours.categories, theirs.categories),
            ("tags", &mut ours.tags, theirs.tags),
            ("keywords", &mut ours.keywords, theirs.keywords),
        ];
        for (field, ours, theirs) in lists {
            self.list(field, ours, theirs);
        }
        self.list("dependencies", &mut ours.dependencies, theirs.dependencies);
        ours.counts.downloads = ours.counts.downloads.max(theirs.counts.downloads);
        ours.counts.stars = ours.counts.stars.max(theirs.counts.stars);
        ours.extra.append(&mut extra);
    }

    fn text(
        &mut self,
        field: &str,
        ours: &mut Option<String>,
        theirs: Option<String>,
        extra: &mut BTreeMap<String, String>,
    ) {
        match (&*ours, theirs) {
            (_, None) => {}
            (Some(ours), Some(theirs)) if *ours == theirs => {}
            (Some(ours), Some(theirs)) => {
                self.cleaner.note(
                    field,
                    format!("`{}` kept; {} says `{}`", printable(ours), self.file, printable(&theirs)),
                );
                extra.insert(format!("{}#{field}", self.file), json_text(&Value::from(theirs)));
            }
            (None, Some(theirs)) => {
                self.cleaner.note(field, format!("missing; taken from {}", self.file));
                *ours = Some(theirs);
            }
        }
    }

    fn list<T: Ord + Clone>(&mut self, field: &str, ours: &mut Vec<T>, theirs: Vec<T>) {
        let before = ours.len();
        let mut seen: BTreeSet<T> = ours.iter().cloned().collect();
        ours.extend(theirs.into_iter().filter(|item| seen.insert(item.clone())));
        if ours.len() > before {
            self.cleaner.note(field, format!("{} more taken from {}", ours.len() - before, self.file));
        }
    }
}
