//! Terms to ids and back. Ids are ranks within classes (see [`Class`]), so that a class is a range of ids.
//!
//! ```text
//! blank nodes | IRIs | short strings (front-coded) | tokens | longer strings | literals with a language
//! (texts) | integers | dates | moments (numbers) | other literals (front-coded)
//! ```
//! The section holds the lists one after the other, in the order of ids; tokens are no terms.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};

use super::class::{CLASSES, Class, Key, XSD_DATE, key};
use super::{Id, calendar};
use crate::codec::{Cursor, Damage, FrontCoded, Numbers, Read, Texts, Tokens};
use crate::model::{Term, TermRef, XSD_DATE_TIME, XSD_INTEGER};

/// The borrowed dictionary of one segment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dictionary<'a> {
    pub(super) lists: [List<'a>; CLASSES.len()],
    /// The first id of each class.
    pub(super) starts: [Id; CLASSES.len()],
    /// Number of terms; every id is below it.
    pub(super) len: Id,
}

/// The terms of one class.
#[derive(Debug, Clone, Copy)]
pub(super) enum List<'a> {
    Front(FrontCoded<'a>),
    Texts(Texts<'a>),
    Numbers(Numbers<'a>),
}

impl<'a> Dictionary<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Read<Self> {
        let cursor = &mut Cursor::new(bytes);
        let [blanks, iris, strings] =
            [FrontCoded::read(cursor)?, FrontCoded::read(cursor)?, FrontCoded::read(cursor)?];
        let tokens = Tokens::read(cursor)?;
        let [texts, tagged] = [Texts::read(cursor, tokens)?, Texts::read(cursor, tokens)?];
        let [integers, days, seconds] =
            [Numbers::read(cursor)?, Numbers::read(cursor)?, Numbers::read(cursor)?];
        Self::new([
            List::Front(blanks),
            List::Front(iris),
            List::Front(strings),
            List::Texts(texts),
            List::Texts(tagged),
            List::Numbers(integers),
            List::Numbers(days),
            List::Numbers(seconds),
            List::Front(FrontCoded::read(cursor)?),
        ])
    }

    fn new(lists: [List<'a>; CLASSES.len()]) -> Read<Self> {
        let (mut starts, mut len) = ([0; CLASSES.len()], 0u32);
        for (start, list) in starts.iter_mut().zip(&lists) {
            *start = len;
            len = len.checked_add(list.len()).ok_or(Damage("too many terms"))?;
        }
        Ok(Self { lists, starts, len })
    }

    /// The term with `id`.
    pub(crate) fn term(&self, id: Id) -> Read<Term> {
        let (class, rank) = self.place(id)?;
        match &self.lists[class as usize] {
            List::Numbers(numbers) => number_term(class, numbers.get(rank)?),
            List::Front(list) => text_term(class, list.get(rank)?),
            List::Texts(list) => text_term(class, list.get(rank)?),
        }
    }

    /// The id of `term`, if it is here.
    pub(crate) fn find(&self, term: &Term) -> Read<Option<Id>> {
        self.find_ref(term.as_ref())
    }

    /// The same for a borrowed term.
    pub(crate) fn find_ref(&self, term: TermRef<'_>) -> Read<Option<Id>> {
        let (class, key) = key(term);
        let rank = match (&self.lists[class as usize], key) {
            (List::Numbers(numbers), Key::Number(number)) => numbers.find(number)?,
            (list, Key::Text(text)) => list.find(text.as_bytes())?,
            (list, Key::Pair(first, second)) => list.find(&[first.as_bytes(), second.as_bytes()].join(&0))?,
            _ => None,
        };
        Ok(rank.map(|rank| self.starts[class as usize] + rank))
    }

    /// Number of terms; every id is below it.
    #[cfg(feature = "marketplace-v2")]
    pub(crate) fn len(&self) -> Id {
        self.len
    }

    /// The class of `id`, and its rank there.
    pub(super) fn place(&self, id: Id) -> Read<(Class, u32)> {
        if id >= self.len {
            return Err(Damage("a term number is out of range"));
        }
        // The first class starts at 0. Empty classes start where the next one does.
        let class = self.starts.iter().filter(|start| **start <= id).count() - 1;
        Ok((CLASSES[class], id - self.starts[class]))
    }
}

impl List<'_> {
    pub(super) fn len(&self) -> u32 {
        match self {
            Self::Front(list) => list.len(),
            Self::Texts(list) => list.len(),
            Self::Numbers(list) => list.len(),
        }
    }

    fn find(&self, text: &[u8]) -> Read<Option<u32>> {
        match self {
            Self::Front(list) => list.find(text),
            Self::Texts(list) => list.find(text),
            Self::Numbers(_) => Ok(None),
        }
    }
}

fn text_term(class: Class, mut text: String) -> Read<Term> {
    match class {
        Class::Blank => Ok(Term::Blank(text)),
        Class::Iri => Ok(Term::Iri(text)),
        Class::Tagged => {
            let nul = text.rfind('\0').ok_or(NO_PAIR)?;
            let language = text.split_off(nul + 1);
            text.pop();
            Ok(Term::Tagged { value: text, language })
        }
        Class::Other => {
            let (datatype, value) = text.split_once('\0').ok_or(NO_PAIR)?;
            Ok(Term::Literal { value: value.to_owned(), datatype: Some(datatype.to_owned()) })
        }
        _ => Ok(Term::Literal { value: text, datatype: None }),
    }
}

pub(super) const NO_PAIR: Damage = Damage("a literal is malformed");

fn number_term(class: Class, number: i64) -> Read<Term> {
    let mut value = String::new();
    push_number(class, number, &mut value)?;
    let datatype = match class {
        Class::Date => XSD_DATE,
        Class::Moment => XSD_DATE_TIME,
        _ => XSD_INTEGER,
    };
    Ok(Term::Literal { value, datatype: Some(datatype.to_owned()) })
}

/// Appends the spelling of `number` in its class.
pub(super) fn push_number(class: Class, number: i64, out: &mut String) -> Read<()> {
    match class {
        Class::Date => calendar::push_day(number, out),
        Class::Moment => calendar::push_second(number, out),
        _ => {
            out.push_str(&number.to_string());
            Ok(())
        }
    }
}
