//! Short names for namespaces, to write Turtle and tables with.

use crate::model::vocab;

/// Names of namespaces, those given first before those that everybody knows.
#[derive(Debug, Clone)]
pub struct Prefixes {
    pairs: Vec<(String, String)>,
}

/// What is declared in most queries and files.
const COMMON: [(&str, &str); 9] = [
    ("gm", vocab::NS),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("doap", "http://usefulinc.com/ns/doap#"),
];

impl Default for Prefixes {
    /// The well-known ones: `gm` (ours), `rdf`, `rdfs`, `xsd`, `owl`, `skos`, `dcterms`, `foaf`, `doap`.
    fn default() -> Self {
        let pairs = COMMON.map(|(name, namespace)| (name.to_owned(), namespace.to_owned()));
        Self { pairs: pairs.into() }
    }
}

impl Prefixes {
    /// No prefixes at all.
    #[must_use]
    pub fn none() -> Self {
        Self { pairs: Vec::new() }
    }

    /// The well-known ones and those that the prologue of `query` declares; what follows is not looked at.
    #[must_use]
    pub fn of_query(query: &str) -> Self {
        let (mut prefixes, mut rest) = (Self::default(), skip_blank(query));
        while let Some((name, namespace, after)) = declaration(rest) {
            if let Some(name) = name {
                prefixes.declare(name, namespace);
            }
            rest = skip_blank(after);
        }
        prefixes
    }

    /// The namespace called `name`.
    #[must_use]
    pub fn namespace(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, namespace)| namespace.as_str())
    }

    /// Adds a prefix, which goes before those there are: of its name and of its namespace it is the only one.
    /// A name that Turtle cannot write is left out.
    pub fn declare(&mut self, name: &str, namespace: &str) {
        if name.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && !name.starts_with(|c: char| c.is_ascii_digit())
        {
            self.pairs.retain(|(known, of)| known != name && of != namespace);
            self.pairs.insert(0, (name.to_owned(), namespace.to_owned()));
        }
    }

    /// Number, name and rest of `iri`, if it is a namespace and a simple name.
    #[must_use]
    pub fn shorten<'t>(&self, iri: &'t str) -> Option<(usize, &str, &'t str)> {
        let pairs = self.pairs.iter().enumerate();
        let mut fitting = pairs.filter_map(|(number, (name, namespace))| {
            let local = iri.strip_prefix(namespace.as_str())?;
            is_local(local).then_some((number, name.as_str(), local))
        });
        fitting.next()
    }

    /// Name and namespace of the prefix with this number.
    pub(super) fn get(&self, number: usize) -> Option<(&str, &str)> {
        self.pairs.get(number).map(|(name, namespace)| (name.as_str(), namespace.as_str()))
    }

    pub(super) fn len(&self) -> usize {
        self.pairs.len()
    }
}

/// `PREFIX name: <iri>` or `BASE <iri>` (then without a name), and what follows.
fn declaration(text: &str) -> Option<(Option<&str>, &str, &str)> {
    let (keyword, rest) = text.split_at_checked(text.find(|c: char| !c.is_ascii_alphabetic())?)?;
    let rest = skip_blank(rest);
    let (name, rest) = match keyword {
        word if word.eq_ignore_ascii_case("prefix") => {
            let (name, rest) = rest.split_once(':')?;
            (Some(name), skip_blank(rest))
        }
        word if word.eq_ignore_ascii_case("base") => (None, rest),
        _ => return None,
    };
    let (iri, rest) = rest.strip_prefix('<')?.split_once('>')?;
    Some((name, iri, rest))
}

/// What follows white space and comments.
fn skip_blank(text: &str) -> &str {
    let mut rest = text.trim_start();
    while let Some(comment) = rest.strip_prefix('#') {
        rest = comment.split_once('\n').map_or("", |(_, after)| after).trim_start();
    }
    rest
}

/// Letters, digits, `_`, and `-` and `.` inside: less than Turtle's `PN_LOCAL`, and never in need of an escape.
fn is_local(local: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let (Some(first), Some(last)) = (local.bytes().next(), local.bytes().last()) else { return false };
    let inside = |byte| word(byte) || matches!(byte, b'-' | b'.');
    word(first) && last != b'.' && local.bytes().all(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(iri: &str, expected: Option<(&str, &str)>) {
        let mut prefixes = Prefixes::default();
        prefixes.declare("p", "https://ggen.io/marketplace/packages/");
        prefixes.declare("", "urn:x:");
        assert_eq!(prefixes.shorten(iri).map(|(_, name, local)| (name, local)), expected);
    }

    #[test]
    fn declarations_of_a_query_are_used() {
        let query = "# c\nBASE <https://b/>\nprefix a: <https://a/> PREFIX foaf:<urn:f:>\nSELECT * {}";
        let prefixes = Prefixes::of_query(query);
        assert_eq!(prefixes.namespace("a"), Some("https://a/"));
        assert_eq!(prefixes.namespace("foaf"), Some("urn:f:"));
        assert_eq!(prefixes.namespace("gm"), Some(vocab::NS));
        for broken in ["PREFIX", "PREFIX a", "PREFIX a: <x", "#", "BASE"] {
            assert_eq!(Prefixes::of_query(broken).len(), COMMON.len());
        }
    }

    #[test]
    fn simple_names_are_shortened() {
        check("http://xmlns.com/foaf/0.1/name", Some(("foaf", "name")));
        check("https://ggen.io/marketplace/packages/a-b.c", Some(("p", "a-b.c")));
        check("urn:x:1", Some(("", "1")));
        for other in ["http://xmlns.com/foaf/0.1/", "urn:x:a.", "urn:x:a/b", "urn:x:-a", "urn:x:é", "urn:y"]
        {
            check(other, None);
        }
    }
}
