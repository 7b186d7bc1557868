//! Terms to ids and back. Ids are ranks within classes, so that a class is a range of ids:
//!
//! ```text
//! IRIs (front-coded) | strings up to 200 bytes (front-coded) | integers (by value) | other literals
//! (front-coded, as N-Triples writes them) | longer strings (compressed)
//! ```
//! The section holds the five lists one after the other, in this order.

use alloc::string::ToString;

use super::Id;
use crate::codec::{Cursor, Damage, FrontCoded, Packed, Read, Texts};
use crate::model::{Term, Triple, XSD_INTEGER};

/// Longest string, in bytes, that is front-coded; longer ones are compressed in blocks.
const SHORT_BYTES: usize = 200;
/// Largest integer that is stored by value.
const MAX_INTEGER: u64 = (1 << 57) - 1;

/// The borrowed dictionary of one segment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dictionary<'a> {
    iris: FrontCoded<'a>,
    strings: FrontCoded<'a>,
    integers: Packed<'a>,
    others: FrontCoded<'a>,
    texts: Texts<'a>,
}

impl<'a> Dictionary<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Read<Self> {
        let mut cursor = Cursor::new(bytes);
        let dictionary = Self {
            iris: FrontCoded::read(&mut cursor)?,
            strings: FrontCoded::read(&mut cursor)?,
            integers: Packed::read(&mut cursor)?,
            others: FrontCoded::read(&mut cursor)?,
            texts: Texts::read(&mut cursor)?,
        };
        let total = dictionary.counts().iter().map(|count| u64::from(*count)).sum::<u64>();
        if total > u64::from(Id::MAX) { Err(Damage("too many terms")) } else { Ok(dictionary) }
    }

    fn counts(&self) -> [Id; 5] {
        [self.iris.len(), self.strings.len(), self.integers.len(), self.others.len(), self.texts.len()]
    }

    /// The term with `id`.
    pub(crate) fn term(&self, id: Id) -> Read<Term> {
        let (class, rank) = self.class_of(id)?;
        match class {
            Class::Iri => self.iris.get(rank).map(Term::Iri),
            Class::String => self.strings.get(rank).map(|value| Term::Literal { value, datatype: None }),
            Class::Integer => self.integers.get(rank).map(Term::integer),
            Class::Text => self.texts.get(rank).map(|value| Term::Literal { value, datatype: None }),
            _ => parse_other(&self.others.get(rank)?),
        }
    }

    /// The id of `term`, if it is here.
    pub(crate) fn find(&self, term: &Term) -> Read<Option<Id>> {
        let class = class(term);
        let rank = match class {
            Class::Iri => self.iris.find(term.value().as_bytes()),
            Class::String => self.strings.find(term.value().as_bytes()),
            Class::Integer => term.value().parse().map_or(Ok(None), |value| self.integer_rank(value)),
            Class::Text => self.texts.find(term.value()),
            _ => self.others.find(term.to_string().as_bytes()),
        };
        Ok(rank?.map(|rank| self.start(class) + rank))
    }

    /// Number of terms.
    pub(crate) fn len(&self) -> Id {
        self.counts().iter().sum()
    }

    /// The class of the term with `id`.
    pub(crate) fn class(&self, id: Id) -> Read<Class> {
        Ok(self.class_of(id)?.0)
    }

    /// The value of the integer with `id`; `None` for a term of another class.
    pub(crate) fn integer(&self, id: Id) -> Read<Option<i64>> {
        match self.class_of(id)? {
            (Class::Integer, rank) => Ok(i64::try_from(self.integers.get(rank)?).ok()),
            _ => Ok(None),
        }
    }

    /// The id of the integer `value`, if it is here.
    pub(crate) fn find_integer(&self, value: i64) -> Read<Option<Id>> {
        let Ok(value) = u64::try_from(value) else { return Ok(None) };
        Ok(self.integer_rank(value)?.map(|rank| self.start(Class::Integer) + rank))
    }

    fn integer_rank(&self, value: u64) -> Read<Option<u32>> {
        let at = self.integers.lower_bound(0, self.integers.len(), value)?;
        Ok((at < self.integers.len() && self.integers.get(at)? == value).then_some(at))
    }

    fn start(&self, class: Class) -> Id {
        self.counts()[..class as usize].iter().sum()
    }

    fn class_of(&self, id: Id) -> Read<(Class, u32)> {
        let mut rank = id;
        for (class, count) in CLASSES.into_iter().zip(self.counts()) {
            if rank < count {
                return Ok((class, rank));
            }
            rank -= count;
        }
        Err(Damage("a term number is out of range"))
    }
}

/// A class of terms whose ids are one range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    Iri,
    String,
    Integer,
    Other,
    Text,
    Blank,
    Date,
    Moment,
}

pub(super) const CLASSES: [Class; 5] = [Class::Iri, Class::String, Class::Integer, Class::Other, Class::Text];

pub(super) fn class(term: &Term) -> Class {
    match term {
        Term::Iri(_) => Class::Iri,
        Term::Literal { value, datatype: None } if value.len() <= SHORT_BYTES => Class::String,
        Term::Literal { datatype: None, .. } => Class::Text,
        Term::Literal { value, datatype: Some(datatype) } if datatype == XSD_INTEGER && is_plain(value) => {
            Class::Integer
        }
        Term::Literal { .. } | Term::Tagged { .. } | Term::Blank(_) => Class::Other,
    }
}

/// Whether the lexical form is the one we write for its value: `007` is another term than `7`.
fn is_plain(value: &str) -> bool {
    value.parse::<u64>().is_ok_and(|n| n <= MAX_INTEGER && n.to_string() == value)
}

fn parse_other(text: &str) -> Read<Term> {
    let line = alloc::format!("<x:s> <x:p> {text} .");
    Triple::parse(&line).map(|triple| triple.object).ok_or(Damage("a literal is malformed"))
}

#[cfg(test)]
#[cfg(feature = "marketplace-v2")]
mod tests {
    use super::super::builder::DictionaryBuilder;
    use super::*;
    use crate::model::XSD_DATE_TIME;
    use alloc::vec::Vec;

    #[test]
    fn every_class_of_term_survives_and_is_found() {
        let typed = |value: &str, datatype: &str| Term::Literal {
            value: value.into(),
            datatype: Some(datatype.into()),
        };
        let terms = [
            Term::iri("https://a/b"),
            Term::iri("https://a/a"),
            Term::string("b\n\"é"),
            Term::string(""),
            Term::string(&"long ".repeat(100)),
            Term::integer(10),
            Term::integer(9),
            typed("007", XSD_INTEGER),
            typed("-1", XSD_INTEGER),
            typed("2026-01-01T00:00:00Z", XSD_DATE_TIME),
        ];
        let mut builder = DictionaryBuilder::default();
        let provisional: Vec<Id> = terms.iter().map(|term| builder.intern(term.clone())).collect();
        let (bytes, ids) = builder.finish();
        let dictionary = Dictionary::read(&bytes).unwrap();
        assert_eq!(dictionary.counts(), [2, 2, 2, 3, 1]);
        for (term, provisional) in terms.iter().zip(provisional) {
            let id = ids[provisional as usize];
            assert_eq!(dictionary.find(term), Ok(Some(id)), "{term}");
            assert_eq!(dictionary.term(id).as_ref(), Ok(term));
        }
        let id = |n| dictionary.find(&Term::integer(n)).unwrap().unwrap();
        assert!(id(9) < id(10), "integers are in the order of their values");
        assert_eq!(dictionary.find(&Term::string("absent")), Ok(None));
    }
}
