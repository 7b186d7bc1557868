//! Classes of characters: `[a-z-[aeiou]]`, `\s`, `\p{Lu}`.

use alloc::string::String;

use super::category::{categories, property};
use super::parse::{MAX_DEPTH, Parser};
use super::set::Set;

/// XML 1.0, `NameStartChar`.
const NAME_START: [(u32, u32); 16] = [
    (0x3a, 0x3a),
    (0x41, 0x5a),
    (0x5f, 0x5f),
    (0x61, 0x7a),
    (0xc0, 0xd6),
    (0xd8, 0xf6),
    (0xf8, 0x2ff),
    (0x370, 0x37d),
    (0x37f, 0x1fff),
    (0x200c, 0x200d),
    (0x2070, 0x218f),
    (0x2c00, 0x2fef),
    (0x3001, 0xd7ff),
    (0xf900, 0xfdcf),
    (0xfdf0, 0xfffd),
    (0x1_0000, 0xe_ffff),
];
/// XML 1.0, what `NameChar` has beyond that.
const NAME_MORE: [(u32, u32); 5] =
    [(0x2d, 0x2e), (0x30, 0x39), (0xb7, 0xb7), (0x300, 0x36f), (0x203f, 0x2040)];
/// Longest name of a property.
const MAX_NAME: usize = 40;

/// What a backslash and what follows stand for.
pub(super) enum Escape {
    Character(char),
    Class(Set),
}

/// What follows a backslash.
pub(super) fn escape(parser: &mut Parser<'_>) -> Option<Escape> {
    let c = parser.bump()?;
    let set = match c {
        'n' => return Some(Escape::Character('\n')),
        'r' => return Some(Escape::Character('\r')),
        't' => return Some(Escape::Character('\t')),
        '\\' | '|' | '.' | '?' | '*' | '+' | '(' | ')' | '{' | '}' | '-' | '[' | ']' | '^' | '$' => {
            return Some(Escape::Character(c));
        }
        's' | 'S' => space(),
        'i' | 'I' => Set::of(&NAME_START),
        'c' | 'C' => {
            let mut name = Set::of(&NAME_START);
            name.add_all(&Set::of(&NAME_MORE));
            name
        }
        'd' | 'D' => property("Nd")?,
        'w' | 'W' => categories(|name| matches!(name, "Nd" | "Nl" | "Pc") || name.starts_with(['L', 'M'])),
        'p' | 'P' => named(parser)?,
        _ => return None,
    };
    Some(Escape::Class(if c.is_ascii_uppercase() { set.complement() } else { set }))
}

/// Unicode's `White_Space`.
fn space() -> Set {
    let mut space = categories(|name| name.starts_with('Z'));
    space.add_all(&Set::of(&[(0x09, 0x0d), (0x85, 0x85)]));
    space
}

/// `{name}`.
fn named(parser: &mut Parser<'_>) -> Option<Set> {
    parser.bump().filter(|c| *c == '{')?;
    let mut name = String::new();
    loop {
        match parser.bump()? {
            '}' => return property(&name),
            c if name.len() < MAX_NAME => name.push(c),
            _ => return None,
        }
    }
}

/// What follows an opening bracket, to the closing one.
pub(super) fn class(parser: &mut Parser<'_>) -> Option<Set> {
    let outermost = !parser.in_class;
    parser.in_class = true;
    parser.depth += 1;
    if parser.depth > MAX_DEPTH {
        return None;
    }
    let set = group(parser)?;
    parser.depth -= 1;
    parser.in_class = !outermost;
    Some(set)
}

fn group(parser: &mut Parser<'_>) -> Option<Set> {
    let negated = parser.skip('^');
    let mut set = Set::default();
    loop {
        set.add_all(&part(parser)?);
        if ends(parser) {
            break;
        }
    }
    let set = if negated { set.complement() } else { set };
    match parser.bump()? {
        ']' => Some(set),
        _ => {
            parser.bump()?; // the bracket that `ends` has seen
            let less = class(parser)?;
            parser.bump().filter(|c| *c == ']')?;
            Some(set.minus(&less))
        }
    }
}

/// Whether a closing bracket or a subtraction is next.
fn ends(parser: &Parser<'_>) -> bool {
    match parser.look(0) {
        Some(']') => true,
        Some('-') => parser.look(1) == Some('['),
        _ => false,
    }
}

/// A character, a range or a class escape.
fn part(parser: &mut Parser<'_>) -> Option<Set> {
    let low = match parser.bump()? {
        '[' | ']' => return None,
        '\\' => match escape(parser)? {
            Escape::Class(set) => return Some(set),
            Escape::Character(c) => c,
        },
        '-' if begins_range(parser)? => return None,
        '-' => return parser.range('-', '-'),
        c => c,
    };
    if !begins_range(parser)? {
        return parser.range(low, low);
    }
    parser.bump();
    let high = match parser.bump()? {
        '\\' => match escape(parser)? {
            Escape::Class(_) => return None,
            Escape::Character(c) => c,
        },
        c => c,
    };
    parser.range(low, high)
}

/// Whether a hyphen is next that makes a range; `None` if it is a wrong one. A hyphen stands for itself before the
/// end, and before a subtraction; before a bracket it subtracts; a range does not end in a bare hyphen.
fn begins_range(parser: &Parser<'_>) -> Option<bool> {
    let [hyphen, end, after] = [0, 1, 2].map(|at| parser.look(at));
    match end {
        _ if hyphen != Some('-') => Some(false),
        Some('[' | ']') => Some(false),
        Some('-') if after == Some('[') => Some(false),
        Some('-') => None,
        _ => Some(true),
    }
}
