//! Debian's relationship fields (Debian Policy, section 7.1): `a (>= 1), b | c`.

use super::entry::Relation;

/// The groups of a relationship field, and the parts that could not be read.
pub(super) fn parse(field: &str) -> (Vec<Vec<Relation>>, Vec<String>) {
    let mut unread = Vec::new();
    let mut groups = Vec::new();
    for group in field.split(',').map(str::trim).filter(|group| !group.is_empty()) {
        let mut alternatives = Vec::new();
        for text in group.split('|') {
            match relation(text) {
                Some(relation) => alternatives.push(relation),
                None => unread.push(text.trim().to_owned()),
            }
        }
        if !alternatives.is_empty() {
            groups.push(alternatives);
        }
    }
    (groups, unread)
}

/// `name[:arch] [(op version)]`; restrictions in brackets after that are build-time only, and left out.
fn relation(text: &str) -> Option<Relation> {
    let (name, rest) = split_name(text.trim())?;
    let Some(bracket) = rest.trim_start().strip_prefix('(') else {
        return Some(Relation { name, op: None, version: None });
    };
    let (inside, _) = bracket.split_once(')')?;
    let inside = inside.trim();
    let (op, version) = inside.split_at(inside.find(|c| !matches!(c, '<' | '=' | '>'))?);
    let known = matches!(op, "<<" | "<=" | "=" | ">=" | ">>");
    known.then(|| Relation { name, op: Some(op.to_owned()), version: Some(version.trim().to_owned()) })
}

fn split_name(text: &str) -> Option<(String, &str)> {
    let end = text.find(|c: char| !is_name_char(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let rest = match rest.strip_prefix(':') {
        Some(architecture) => {
            architecture.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-')
        }
        None => rest,
    };
    let begins = name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    begins.then(|| (name.to_owned(), rest))
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '+' | '.' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(name: &str) -> Relation {
        Relation { name: name.into(), op: None, version: None }
    }

    #[test]
    fn groups_and_alternatives() {
        let (groups, unread) = parse("libc6 (>= 2.34), python3:any | pypy3 ,, a(=1:2.0~rc1-3)");
        let at_least = |name: &str, op: &str, version: &str| Relation {
            name: name.into(),
            op: Some(op.into()),
            version: Some(version.into()),
        };
        assert_eq!(groups[0], [at_least("libc6", ">=", "2.34")]);
        assert_eq!(groups[1], [plain("python3"), plain("pypy3")]);
        assert_eq!(groups[2], [at_least("a", "=", "1:2.0~rc1-3")]);
        assert!(unread.is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let (groups, unread) = parse("Bad, ok | ${misc}, x (~ 1)");
        assert_eq!(groups, [[plain("ok")]]);
        assert_eq!(unread, ["Bad", "${misc}", "x (~ 1)"]);
    }
}
