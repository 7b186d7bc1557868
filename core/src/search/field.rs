//! The fields that a query can name, and which of their values a typed one means.

use crate::model::vocab;
use crate::text::{Typo, fold};

/// A field of a package that filters and facets know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Category,
    Tag,
    Author,
    License,
    Keyword,
    Provides,
    Level,
    Name,
}

/// Fields by the names that queries may use; the first name of a field is the one that is shown.
const NAMES: [(&str, Field); 11] = [
    ("category", Field::Category),
    ("section", Field::Category),
    ("tag", Field::Tag),
    ("author", Field::Author),
    ("maintainer", Field::Author),
    ("license", Field::License),
    ("licence", Field::License),
    ("keyword", Field::Keyword),
    ("provides", Field::Provides),
    ("level", Field::Level),
    ("name", Field::Name),
];

impl Field {
    /// Fields whose values are counted as facets, in the order in which they are shown.
    pub(super) const FACETS: [Self; 4] = [Self::Category, Self::Tag, Self::License, Self::Author];

    /// The field called `name`, in any case.
    pub(super) fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(listed, _)| listed.eq_ignore_ascii_case(name)).map(|(_, field)| *field)
    }

    /// Names of fields that `name` was probably meant to be, each with its colon.
    pub(super) fn near(name: &str) -> Vec<String> {
        const MAX_EDITS: usize = 2;
        let Some(typo) = Typo::new(&name.to_ascii_lowercase(), MAX_EDITS) else { return Vec::new() };
        let found = NAMES.iter().filter_map(|(listed, _)| Some((typo.distance(listed)?, listed)));
        let nearest = found.min_by_key(|(edits, _)| *edits).map(|(_, listed)| format!("{listed}:"));
        nearest.into_iter().collect()
    }

    pub(super) fn name(self) -> &'static str {
        NAMES.iter().find(|(_, field)| *field == self).map_or("", |(name, _)| name)
    }

    /// From a release to a value; nothing for the name, which is not compared as a whole.
    pub(super) fn predicate(self) -> Option<&'static str> {
        Some(match self {
            Self::Category => vocab::CATEGORY,
            Self::Tag => vocab::TAG,
            Self::Author => vocab::AUTHOR,
            Self::License => vocab::LICENSE,
            Self::Keyword => vocab::KEYWORD,
            Self::Provides => vocab::PROVIDES,
            Self::Level => vocab::LEVEL,
            Self::Name => return None,
        })
    }

    /// What of `value` may be typed instead of it: of an author the name and the address.
    pub(super) fn spellings(self, value: &str) -> impl Iterator<Item = &str> {
        let address = (self == Self::Author).then(|| value.strip_suffix('>')?.rsplit_once('<')).flatten();
        let (name, address) = address.map_or((None, None), |(name, at)| (Some(name.trim()), Some(at)));
        [Some(value), name, address].into_iter().flatten()
    }

    /// Whether `typed`, folded, means `value`.
    pub(super) fn means(self, typed: &str, value: &str) -> bool {
        // Most values are not meant: one look tells.
        fold(value).contains(typed) && self.spellings(value).any(|spelling| fold(spelling.trim()) == typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_have_other_names_too() {
        assert_eq!(Field::named("Section"), Some(Field::Category));
        assert_eq!(Field::named("licence").map(Field::name), Some("license"));
        assert_eq!(Field::named("libfoo"), None);
    }

    #[test]
    fn an_author_is_meant_by_name_or_address() {
        let author = "Zoë Doe <zoe@example.org>";
        for typed in ["zoe doe", "zoe@example.org", "zoe doe <zoe@example.org>"] {
            assert!(Field::Author.means(typed, author), "{typed}");
        }
        assert!(!Field::Author.means("doe", author));
        assert!(!Field::Tag.means("a", "b <a>"));
    }
}
