//! `REPLACE` (SPARQL 1.1, 17.4.3.15; XPath Functions 3.1, 5.6.4).

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::regex::{Captures, MAX_WORK, Regex};
use super::super::value::Value;
use super::{Args, Scope, simple};

/// `REPLACE(text, pattern, replacement, flags?)`. A pattern that matches the empty text is an error.
pub(super) fn replace(args: Args<'_>, scope: &mut Scope) -> Option<Value> {
    let (text, language) = args.first()?.text()?;
    let (pattern, replacement) = (simple(args.get(1)?)?, simple(args.get(2)?)?);
    let flags = args.get(3).map_or(Some(""), |flags| simple(flags))?;
    let regex = scope.regexes.get(pattern, flags)?;
    if regex.matches_empty() {
        return None;
    }
    let parts = if flags.contains('q') {
        Vec::from([Part::Text(replacement.to_owned())])
    } else {
        parse(replacement, regex.groups())?
    };
    let room = scope.room;
    let out = replace_all(text, regex, &parts, room);
    scope.work += regex.take_work();
    let out = out?;
    scope.overran = out.len() > room;
    (!scope.overran).then(|| Value::from_text(out, language))
}

/// `None` if the search gets too long; stops soon after `room` bytes.
fn replace_all(text: &str, regex: &mut Regex, parts: &[Part], room: usize) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    while let Some(found) = regex.find_at(text, end).ok()? {
        let whole = found.get(0)?;
        if whole.is_empty() || regex.work() > MAX_WORK {
            return None;
        }
        out.push_str(text.get(end..whole.start)?);
        if !write(text, parts, &found, &mut out, room) {
            return Some(out);
        }
        end = whole.end;
    }
    out.push_str(text.get(end..)?);
    Some(out)
}

/// A part of a replacement.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// What a group matched; 0 is the whole.
    Group(usize),
}

/// Reads `$1`, `\$` and `\\`; `$` and `\` before anything else are errors. A number has as many digits as leave
/// it the number of a group.
fn parse(replacement: &str, groups: usize) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut chars = replacement.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.push(chars.next_if(|c| matches!(c, '\\' | '$'))?),
            '$' => {
                parts.push(Part::Text(core::mem::take(&mut text)));
                let mut group = chars.next()?.to_digit(10)? as usize;
                while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
                    let longer = group * 10 + digit as usize;
                    if longer > groups {
                        break;
                    }
                    group = longer;
                    chars.next();
                }
                parts.push(Part::Group(group));
            }
            c => text.push(c),
        }
    }
    parts.push(Part::Text(text));
    Some(parts)
}

/// A group that there is not, or that matched nothing, is empty. `false` when there is no more room.
fn write(text: &str, parts: &[Part], found: &Captures, out: &mut String, room: usize) -> bool {
    parts.iter().all(|part| {
        out.push_str(match part {
            Part::Text(text) => text,
            Part::Group(group) => found.get(*group).and_then(|range| text.get(range)).unwrap_or(""),
        });
        out.len() <= room
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacements_are_read() {
        let text = |text: &str| Part::Text(text.into());
        assert_eq!(parse("a", 0), Some([text("a")].into()));
        assert_eq!(parse("<$1>", 1), Some([text("<"), Part::Group(1), text(">")].into()));
        assert_eq!(parse("$12", 1), Some([text(""), Part::Group(1), text("2")].into()));
        assert_eq!(parse("$12", 12), Some([text(""), Part::Group(12), text("")].into()));
        assert_eq!(parse(r"\$1\\", 1), Some([text(r"$1\")].into()));
        for wrong in ["$", "$a", r"\", r"\n", "${1}"] {
            assert_eq!(parse(wrong, 1), None, "{wrong}");
        }
    }
}
