//! Random expressions.
//!
//! Left out on purpose: RAND, UUID, STRUUID, NOW and BNODE, whose values differ from run to run; SAMPLE and the
//! text of GROUP_CONCAT, which depend on an order that nobody promises; SUBSTR from places before the first, which
//! the peer takes for an error.

use crate::data::World;
use crate::random::Random;

/// What expressions are made of.
pub(crate) struct Words<'a> {
    pub(crate) world: &'a World,
    pub(crate) variables: Vec<String>,
}

impl Words<'_> {
    pub(crate) fn variable(&self, random: &mut Random) -> String {
        random.pick(&self.variables).clone()
    }

    /// An IRI or literal of the data, or one that it lacks.
    pub(crate) fn term(&self, random: &mut Random) -> String {
        let list = if random.chance(40) { &self.world.nodes } else { &self.world.literals };
        random.pick(list).clone()
    }
}

/// Of any type.
pub(crate) fn any(words: &Words<'_>, random: &mut Random, depth: usize) -> String {
    let Some(depth) = depth.checked_sub(1) else { return leaf(words, random) };
    match random.below(14) {
        0..3 => number(words, random, depth),
        3..6 => string(words, random, depth),
        6 | 7 => boolean(words, random, depth),
        8 => format!("DATATYPE({})", any(words, random, depth)),
        9 => format!("IRI(CONCAT(\"http://e/\", {}))", string(words, random, depth)),
        10 => format!("STRLANG({}, \"en\")", string(words, random, depth)),
        11 => format!("COALESCE({}, {})", any(words, random, depth), any(words, random, depth)),
        12 => format!(
            "IF({}, {}, {})",
            boolean(words, random, depth),
            any(words, random, depth),
            any(words, random, depth)
        ),
        _ => leaf(words, random),
    }
}

fn leaf(words: &Words<'_>, random: &mut Random) -> String {
    if random.chance(70) { words.variable(random) } else { words.term(random) }
}

/// Often a number.
pub(crate) fn number(words: &Words<'_>, random: &mut Random, depth: usize) -> String {
    let Some(depth) = depth.checked_sub(1) else { return words.variable(random) };
    match random.below(10) {
        0 | 1 => words.variable(random),
        2 => format!("{}", random.below(5)),
        3 => format!("STRLEN({})", string(words, random, depth)),
        4 | 5 => {
            let operator = random.pick(&["+", "-", "*", "/"]);
            format!("({} {operator} {})", number(words, random, depth), number(words, random, depth))
        }
        6 => format!(
            "{}({})",
            random.pick(&["ABS", "CEIL", "FLOOR", "ROUND", "-", "+"]),
            number(words, random, depth)
        ),
        7 => {
            let cast = random.pick(&["integer", "decimal", "double", "float"]);
            format!("<http://www.w3.org/2001/XMLSchema#{cast}>({})", any(words, random, depth))
        }
        8 => format!(
            "{}({})",
            random.pick(&["YEAR", "MONTH", "DAY", "HOURS", "SECONDS"]),
            words.variable(random)
        ),
        _ => format!("({})", number(words, random, depth)),
    }
}

/// Often a text.
pub(crate) fn string(words: &Words<'_>, random: &mut Random, depth: usize) -> String {
    let Some(depth) = depth.checked_sub(1) else { return format!("STR({})", words.variable(random)) };
    match random.below(15) {
        0..3 => format!("STR({})", any(words, random, depth)),
        3 => words.variable(random),
        4 => (*random.pick(&["\"a\"", "\"\"", "\"ab\"@en", "\"2\"", "\"é😀\""])).to_owned(),
        5 => format!("CONCAT({}, {})", string(words, random, depth), string(words, random, depth)),
        6 => {
            format!("SUBSTR({}, {}, {})", string(words, random, depth), 1 + random.below(3), random.below(4))
        }
        7 => format!("SUBSTR({}, {})", string(words, random, depth), 1 + random.below(3)),
        8 => {
            let function =
                random.pick(&["UCASE", "LCASE", "ENCODE_FOR_URI", "MD5", "SHA1", "SHA256", "SHA512"]);
            format!("{function}({})", string(words, random, depth))
        }
        9 => {
            let pattern = random.pick(&["a", "[a-b]+", "b$", "^a", "."]);
            let by = random.pick(&["", "x", "yy"]);
            format!("REPLACE({}, \"{pattern}\", \"{by}\")", string(words, random, depth))
        }
        10 => format!("STRBEFORE({}, {})", string(words, random, depth), string(words, random, depth)),
        11 => format!("STRAFTER({}, {})", string(words, random, depth), string(words, random, depth)),
        12 => format!("LANG({})", any(words, random, depth)),
        13 => format!("TZ({})", words.variable(random)),
        _ => format!("<http://www.w3.org/2001/XMLSchema#string>({})", any(words, random, depth)),
    }
}

/// Often true or false.
pub(crate) fn boolean(words: &Words<'_>, random: &mut Random, depth: usize) -> String {
    let Some(depth) = depth.checked_sub(1) else { return format!("BOUND({})", words.variable(random)) };
    match random.below(16) {
        0 => format!("BOUND({})", words.variable(random)),
        1..4 => {
            let operator = random.pick(&["=", "!=", "<", "<=", ">", ">="]);
            format!("({} {operator} {})", number(words, random, depth), number(words, random, depth))
        }
        4 | 5 => {
            let operator = random.pick(&["=", "!=", "<", ">"]);
            format!("({} {operator} {})", any(words, random, depth), any(words, random, depth))
        }
        6 => format!(
            "{}({})",
            random.pick(&["isIRI", "isBlank", "isLiteral", "isNumeric"]),
            any(words, random, depth)
        ),
        7 => {
            let pattern = random.pick(&["a", "^a", "b$", "[ab]{2}", "a.", "\\\\d"]);
            let flags = random.pick(&["", ", \"i\"", ", \"s\""]);
            format!("REGEX({}, \"{pattern}\"{flags})", string(words, random, depth))
        }
        8 => {
            let function = random.pick(&["CONTAINS", "STRSTARTS", "STRENDS"]);
            format!("{function}({}, {})", string(words, random, depth), string(words, random, depth))
        }
        9 => format!(
            "LANGMATCHES(LANG({}), \"{}\")",
            words.variable(random),
            random.pick(&["en", "*", "fr", "en-GB"])
        ),
        10 => format!("sameTerm({}, {})", any(words, random, depth), any(words, random, depth)),
        11 => {
            let word = random.pick(&["IN", "NOT IN"]);
            format!(
                "({} {word} ({}, {}))",
                any(words, random, depth),
                words.term(random),
                leaf(words, random)
            )
        }
        12 => format!("({} && {})", boolean(words, random, depth), boolean(words, random, depth)),
        13 => format!("({} || {})", boolean(words, random, depth), boolean(words, random, depth)),
        14 => format!("(!{})", boolean(words, random, depth)),
        _ => words.variable(random),
    }
}
