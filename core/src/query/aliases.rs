//! Names that a SELECT gives and uses again, beside an aggregate: `SELECT (COUNT(?v) AS ?n) (?n + 1 AS ?m)`.
//! The parser refuses the second use; SPARQL 1.2 makes plain that it is allowed (section 18.2.4.4). Where it
//! complains, the expression is written in place of its name.

use std::collections::HashMap;

use super::tokens::{MAX_QUERY_BYTES, tokens};

/// What must not be evaluated twice: each call gives another value.
const ONCE_ONLY: [&str; 4] = ["RAND", "UUID", "STRUUID", "BNODE"];

/// The text with such names written out; `None` if there is none.
pub(super) fn written_out(text: &str) -> Option<String> {
    let (mut out, mut known, mut item) = (String::new(), HashMap::new(), Item::default());
    let mut changed = false;
    for (_, token) in tokens(text) {
        if token.eq_ignore_ascii_case("SELECT") {
            (known, item) = (HashMap::new(), Item { selecting: true, ..Item::default() });
        } else if item.selecting
            && item.depth == 0
            && matches!(token, "{" | "WHERE" | "where" | "FROM" | "from")
        {
            item.selecting = false;
        }
        let replaced: Option<&String> = if item.depth > 0 && !item.named { known.get(token) } else { None };
        changed |= replaced.is_some();
        let token = replaced.map_or(token, String::as_str).to_owned();
        if let Some((name, value)) = item.take(&token) {
            known.insert(name, value);
        }
        out.push_str(&token);
        if out.len() > MAX_QUERY_BYTES {
            return None;
        }
    }
    changed.then_some(out)
}

/// An item of a SELECT that is being read: `(expression AS ?name)`.
#[derive(Default)]
struct Item {
    selecting: bool,
    depth: usize,
    value: String,
    name: String,
    /// Past the `AS`.
    named: bool,
}

impl Item {
    /// Takes a token; gives the name and the bracketed expression at the end of an item.
    fn take(&mut self, token: &str) -> Option<(String, String)> {
        if !self.selecting {
            return None;
        }
        match token {
            "(" => self.depth += 1,
            ")" => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.depth == 0 {
            let (name, value) = (core::mem::take(&mut self.name), core::mem::take(&mut self.value));
            let is_pure = !ONCE_ONLY.iter().any(|word| value.to_ascii_uppercase().contains(word));
            return (core::mem::take(&mut self.named) && is_pure).then(|| (name, format!("{value})")));
        }
        if self.depth == 1 && token.eq_ignore_ascii_case("AS") {
            self.named = true;
        } else if self.named && token.starts_with(['?', '$']) {
            token.clone_into(&mut self.name);
        } else if !self.named {
            self.value.push_str(token);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_out_where_they_are_used_again() {
        let text = "SELECT (COUNT(?v) AS ?n) (?n + 1 AS ?m) WHERE { ?n ?p ?v }";
        let wanted = "SELECT (COUNT(?v) AS ?n) ((COUNT(?v) ) + 1 AS ?m) WHERE { ?n ?p ?v }";
        assert_eq!(written_out(text).as_deref(), Some(wanted));
        assert_eq!(written_out("SELECT (COUNT(?v) AS ?n) { ?s ?p ?v }"), None);
        assert_eq!(written_out("SELECT (RAND() AS ?n) (?n + 1 AS ?m) {}"), None);
    }
}
