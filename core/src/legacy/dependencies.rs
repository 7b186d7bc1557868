//! What a V1 package depends on: a declared list, and a table that means at least five different things.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use crate::model::{Dependency, DependencyKind, PackageName, Requirement};

/// Dependencies that were understood, and the values that were not.
pub(super) type Split<T> = (Vec<Dependency>, T);

/// `package.dependencies`: names, `name@range`, or a table of ranges. Its entries are packages by definition.
pub(super) fn declared(value: Value) -> Split<Option<Value>> {
    match value {
        Value::Array(items) => {
            let (good, rest): (Vec<Value>, Vec<Value>) =
                items.into_iter().partition(|item| spec(item).is_some());
            let found =
                good.iter().filter_map(spec).map(|spec| dependency(DependencyKind::Runtime, spec)).collect();
            (found, (!rest.is_empty()).then_some(Value::Array(rest)))
        }
        Value::Object(table) => {
            let (found, rest) = entries(table, |_| true);
            (found, (!rest.is_empty()).then_some(Value::Object(rest)))
        }
        other => (Vec::new(), Some(other)),
    }
}

/// Top-level `[dependencies]`: of all its meanings (crates, files, tools, languages, packages) only entries
/// whose name is a package of this registry and whose value is a range are dependencies; and the lists
/// `required` and `optional` of such names.
pub(super) fn top_level(table: Map<String, Value>, known: &BTreeSet<&str>) -> Split<Map<String, Value>> {
    let (mut found, mut rest) = entries(table, |name| known.contains(name));
    let lists = [("required", DependencyKind::Runtime), ("optional", DependencyKind::Recommended)];
    for (key, kind) in lists {
        let Some(items) = rest.get(key).and_then(Value::as_array) else { continue };
        let specs: Option<Vec<Requirement>> = items.iter().map(spec).collect();
        let packages = specs.filter(|specs| specs.iter().all(|spec| known.contains(spec.name.as_str())));
        if let Some(packages) = packages {
            found.extend(packages.into_iter().map(|spec| dependency(kind, spec)));
            rest.remove(key);
        }
    }
    (found, rest)
}

/// The entries `name = "range"` whose name is `wanted`, and the others.
fn entries(table: Map<String, Value>, wanted: impl Fn(&str) -> bool) -> Split<Map<String, Value>> {
    let mut found = Vec::new();
    let mut rest = Map::new();
    for (name, value) in table {
        let requirement =
            value.as_str().filter(|_| wanted(&name)).and_then(|range| requirement(&name, range));
        match requirement {
            Some(requirement) => found.push(dependency(DependencyKind::Runtime, requirement)),
            None => {
                rest.insert(name, value);
            }
        }
    }
    (found, rest)
}

fn dependency(kind: DependencyKind, requirement: Requirement) -> Dependency {
    Dependency { kind, alternatives: Vec::from([requirement]) }
}

/// `name` or `name@range`.
fn spec(value: &Value) -> Option<Requirement> {
    let text = value.as_str()?.trim();
    let at = text.char_indices().skip(1).find(|(_, c)| *c == '@').map(|(at, _)| at);
    let (name, range) =
        at.map_or((text, "*"), |at| (text.get(..at).unwrap_or(""), text.get(at + 1..).unwrap_or("")));
    requirement(name, range)
}

fn requirement(name: &str, range: &str) -> Option<Requirement> {
    let name = PackageName::parse(name.trim()).ok()?;
    let range: Option<String> = match range.trim() {
        "*" | "" => None,
        range => Some(range.to_owned()),
    };
    Some(Requirement { name, range })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use serde_json::json;

    fn shown(found: &[Dependency]) -> Vec<String> {
        let one = |d: &Dependency| {
            let first = d.alternatives.first().unwrap();
            format!("{:?} {} {}", d.kind, first.name, first.range.as_deref().unwrap_or("any"))
        };
        found.iter().map(one).collect()
    }

    #[test]
    fn a_declared_list_has_names_and_ranges() {
        let (found, rest) = declared(json!(["a", "@n/b@^1.0", "c@*", "d e", 5]));
        assert_eq!(shown(&found), ["Runtime a any", "Runtime @n/b ^1.0", "Runtime c any"]);
        assert_eq!(rest, Some(json!(["d e", 5])));
    }

    #[test]
    fn only_packages_of_the_registry_are_taken_from_the_table() {
        let known = BTreeSet::from(["a", "b"]);
        let table = json!({"a": "1.0.0", "serde": "1", "file": "x/y.ttl", "b": {"path": "."}, "optional": ["a"],
            "required": ["unknown"]});
        let Value::Object(table) = table else { unreachable!() };
        let (found, rest) = top_level(table, &known);
        assert_eq!(shown(&found), ["Runtime a 1.0.0", "Recommended a any"]);
        let left: Vec<String> = rest.keys().cloned().collect();
        assert_eq!(left, ["b", "file", "required", "serde"]);
    }
}
