//! Patterns of XPath (XPath Functions 3.1, 5.6.1) as patterns of the `regex-lite` crate.
//!
//! The crate knows classes of ASCII only. Here every class becomes ranges of characters: escapes like `\d` and
//! `\p{Lu}`, subtraction, negation, and the other case for the flag `i`. Not there: back-references, for which no
//! engine needs only linear time, and `\p{IsBlock}`. Two things are as elsewhere, not as in XPath: `\w` is letters,
//! marks, digits and connectors like `_`, and `\s` is all white space.

use alloc::string::String;
use core::iter::Peekable;
use core::str::Chars;

use super::category::{category, characters};
use super::charset::{CharSet, other_cases};

/// Longest pattern, in bytes.
const MAX_PATTERN: usize = 4_096;
/// Longest translated pattern, in bytes.
const MAX_TRANSLATED: usize = 1 << 20;
/// Characters whose other case is looked up for one pattern.
const MAX_FOLDED: u32 = 1_000_000;
/// How deep subtracted classes may lie in one another.
const MAX_DEPTH: u32 = 8;

/// XML 1.0, `NameStartChar` in pairs of ends.
const NAME_START: &str = "::AZ__az\u{C0}\u{D6}\u{D8}\u{F6}\u{F8}\u{2FF}\u{370}\u{37D}\u{37F}\u{1FFF}\u{200C}\u{200D}\u{2070}\u{218F}\u{2C00}\u{2FEF}\u{3001}\u{D7FF}\u{F900}\u{FDCF}\u{FDF0}\u{FFFD}\u{10000}\u{EFFFF}";
/// XML 1.0, what `NameChar` has beyond that.
const NAME_MORE: &str = "-.09\u{B7}\u{B7}\u{300}\u{36F}\u{203F}\u{2040}";

/// How a pattern is to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// Flag `i`.
    pub(super) ignore_case: bool,
    /// Flag `x`: leave out white space outside classes.
    pub(super) ignore_space: bool,
    /// Flag `q`: no character is special.
    pub(super) literal: bool,
}

/// The pattern for the crate; `None` if it is wrong or too large.
pub(super) fn translate(pattern: &str, reading: Reading) -> Option<String> {
    if pattern.len() > MAX_PATTERN {
        return None;
    }
    let chars = pattern.chars().peekable();
    let mut translator = Translator { chars, reading, budget: MAX_FOLDED, out: String::new() };
    while translator.out.len() <= MAX_TRANSLATED {
        let Some(c) = translator.chars.next() else { return Some(translator.out) };
        translator.next(c)?;
    }
    None
}

struct Translator<'a> {
    chars: Peekable<Chars<'a>>,
    reading: Reading,
    budget: u32,
    out: String,
}

/// What an escape means.
enum Escape {
    Char(char),
    Set(CharSet),
    /// Left to the crate.
    Raw(char),
}

impl Translator<'_> {
    fn next(&mut self, c: char) -> Option<()> {
        match c {
            c if self.reading.literal => self.literal(c),
            '\\' => match self.escape()? {
                Escape::Char(c) => self.literal(c),
                Escape::Set(set) => self.fold(set)?.write(&mut self.out),
                Escape::Raw(c) => self.out.extend(['\\', c]),
            },
            '[' => self.class(0)?.write(&mut self.out),
            ' ' | '\t' | '\n' | '\r' if self.reading.ignore_space => {}
            c if c.is_ascii() => self.out.push(c),
            c => self.literal(c),
        }
        Some(())
    }

    /// A character that stands for itself. The crate folds ASCII.
    fn literal(&mut self, c: char) {
        if c.is_ascii_punctuation() {
            self.out.push('\\');
        }
        let cases = if self.reading.ignore_case && !c.is_ascii() { other_cases(c) } else { [None, None] };
        if cases == [None, None] {
            return self.out.push(c);
        }
        self.out.extend(['[', c]);
        self.out.extend(cases.into_iter().flatten());
        self.out.push(']');
    }

    fn fold(&mut self, set: CharSet) -> Option<CharSet> {
        if self.reading.ignore_case { set.folded(&mut self.budget) } else { Some(set) }
    }

    /// A class, to its end.
    fn class(&mut self, depth: u32) -> Option<CharSet> {
        let is_negated = self.chars.next_if_eq(&'^').is_some();
        let mut set = CharSet::default();
        let mut subtracted = None;
        let mut is_first = true;
        loop {
            match self.chars.next()? {
                ']' if !is_first => break,
                '-' if !is_first && self.chars.next_if_eq(&'[').is_some() => {
                    subtracted = Some((depth < MAX_DEPTH).then(|| self.class(depth + 1))??);
                    self.chars.next_if_eq(&']')?;
                    break;
                }
                '\\' => match self.escape()? {
                    Escape::Char(c) => self.range(c, &mut set)?,
                    Escape::Set(escaped) => set.union(&escaped),
                    Escape::Raw(_) => return None,
                },
                c => self.range(c, &mut set)?,
            }
            is_first = false;
        }
        let set = self.fold(set)?;
        let set = if is_negated { set.negated() } else { set };
        Some(subtracted.map_or(set.clone(), |subtracted| set.without(&subtracted)))
    }

    /// Adds `first`, or the range that it begins.
    fn range(&mut self, first: char, set: &mut CharSet) -> Option<()> {
        let mut ahead = self.chars.clone();
        let is_range = ahead.next() == Some('-') && !matches!(ahead.next()?, ']' | '[');
        let last = if is_range { self.range_end()? } else { first };
        (first <= last).then(|| set.add(first.into(), last.into()))
    }

    fn range_end(&mut self) -> Option<char> {
        self.chars.next();
        match self.chars.next()? {
            '\\' => match self.escape()? {
                Escape::Char(c) => Some(c),
                _ => None,
            },
            c => Some(c),
        }
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Option<Escape> {
        let c = self.chars.next()?;
        let set = match c.to_ascii_lowercase() {
            'd' => characters(|category| category == "Nd"),
            'w' => characters(|category| {
                matches!(category, "Nd" | "Nl" | "Pc") || category.starts_with(['L', 'M'])
            }),
            's' => white_space(),
            'i' => pairs(NAME_START),
            'c' => {
                let mut set = pairs(NAME_START);
                set.union(&pairs(NAME_MORE));
                set
            }
            'p' => self.property()?,
            _ => return Some(character(c)),
        };
        Some(Escape::Set(if c.is_ascii_uppercase() { set.negated() } else { set }))
    }

    /// The name in `\p{name}`.
    fn property(&mut self) -> Option<CharSet> {
        self.chars.next_if_eq(&'{')?;
        let mut name = String::new();
        while let Some(c) = self.chars.next_if(|c| c.is_ascii_alphanumeric()) {
            name.push(c);
        }
        self.chars.next_if_eq(&'}')?;
        category(&name)
    }
}

fn character(c: char) -> Escape {
    match c {
        'n' => Escape::Char('\n'),
        'r' => Escape::Char('\r'),
        't' => Escape::Char('\t'),
        c if c.is_ascii_alphanumeric() => Escape::Raw(c),
        c => Escape::Char(c),
    }
}

fn white_space() -> CharSet {
    let mut set = characters(|category| category.starts_with('Z'));
    set.add('\t'.into(), '\r'.into());
    set.add(0x85, 0x85);
    set
}

fn pairs(ends: &str) -> CharSet {
    let mut set = CharSet::default();
    let mut ends = ends.chars();
    while let (Some(first), Some(last)) = (ends.next(), ends.next()) {
        set.add(first.into(), last.into());
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Reading = Reading { ignore_case: false, ignore_space: false, literal: false };

    #[test]
    fn patterns_are_translated() {
        for (pattern, expected) in [
            (r"^a.*(b|c)+?x{2,}$", r"^a.*(b|c)+?x{2,}$"),
            ("a b # c", "a b # c"),
            (r"\.\-\n\é", "\\.\\-\né"),
            (r"a\b", r"a\b"),
            ("[a-c-[b]]x", r"[\u{61}-\u{61}\u{63}-\u{63}]x"),
            ("[a&&b]&&", r"[\u{26}-\u{26}\u{61}-\u{62}]&&"),
            ("[+--]", r"[\u{2b}-\u{2d}]"),
            ("[a-]", r"[\u{2d}-\u{2d}\u{61}-\u{61}]"),
            ("[]a]", r"[\u{5d}-\u{5d}\u{61}-\u{61}]"),
            (r"[\]\-]\[", r"[\u{2d}-\u{2d}\u{5d}-\u{5d}]\["),
            (r"[^\s\S]", r"[^\x00-\u{10FFFF}]"),
        ] {
            assert_eq!(translate(pattern, PLAIN).as_deref(), Some(expected), "{pattern}");
        }
        let spaced = Reading { ignore_space: true, ..PLAIN };
        assert_eq!(translate("a b\n[ ]\\ d", spaced).as_deref(), Some(r"ab[\u{20}-\u{20}] d"));
        let folded = Reading { ignore_case: true, ..PLAIN };
        assert_eq!(translate("aé[ö]", folded).as_deref(), Some(r"a[éÉ][\u{d6}-\u{d6}\u{f6}-\u{f6}]"));
        let literal = Reading { literal: true, ..PLAIN };
        assert_eq!(translate("a.[", literal).as_deref(), Some(r"a\.\["));
    }

    #[test]
    fn wrong_and_large_patterns_are_refused() {
        for pattern in
            ["[a", "[", "[^", "a\\", "[b-a]", r"[a-\d]", r"[\b]", r"\p{IsLatin}", r"\p{", r"\pL", "[a-[b]c]"]
        {
            assert_eq!(translate(pattern, PLAIN), None, "{pattern}");
        }
        assert_eq!(translate(&"a".repeat(MAX_PATTERN + 1), PLAIN), None);
        assert_eq!(translate(&r"\p{L}".repeat(800), PLAIN), None);
        assert_eq!(translate(&"[a-".repeat(1_000), PLAIN), None);
        assert_eq!(translate(&r"[\D]".repeat(900), Reading { ignore_case: true, ..PLAIN }), None);
    }
}
