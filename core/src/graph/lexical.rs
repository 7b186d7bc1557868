//! What a query reads of a term without making it: class, number and lexical form.

use alloc::string::String;
use core::ops::Range;

use super::Id;
use super::class::Class;
use super::dictionary::{Dictionary, List, NO_PAIR, push_number};
#[cfg(feature = "sparql")]
use crate::codec::Finder;
use crate::codec::{Damage, Read};

#[allow(dead_code, reason = "the operators of the query engine take these up one by one")]
impl Dictionary<'_> {
    /// The class of the term with `id`.
    pub(crate) fn class(&self, id: Id) -> Read<Class> {
        Ok(self.place(id)?.0)
    }

    /// The ids of `class`.
    pub(crate) fn range(&self, class: Class) -> Range<Id> {
        let start = self.starts[class as usize];
        start..start + self.lists[class as usize].len()
    }

    /// The value of the integer with `id`; `None` for a term of another class.
    pub(crate) fn integer(&self, id: Id) -> Read<Option<i64>> {
        match self.place(id)? {
            (Class::Integer, rank) => self.number(Class::Integer, rank).map(Some),
            _ => Ok(None),
        }
    }

    /// The id of the integer `value`, if it is here.
    pub(crate) fn find_integer(&self, value: i64) -> Read<Option<Id>> {
        let List::Numbers(integers) = &self.lists[Class::Integer as usize] else { return Ok(None) };
        Ok(integers.find(value)?.map(|rank| self.starts[Class::Integer as usize] + rank))
    }

    /// Appends the lexical form, IRI or label of the term with `id`. An empty `out` is the cheapest: its room
    /// is used again.
    pub(crate) fn lexical(&self, id: Id, out: &mut String) -> Read<()> {
        let (class, rank) = self.place(id)?;
        if let List::Numbers(_) = self.lists[class as usize] {
            return push_number(class, self.number(class, rank)?, out);
        }
        let start = out.len();
        let mut bytes = core::mem::take(out).into_bytes();
        match &self.lists[class as usize] {
            List::Front(list) => list.parts(rank)?.iter().for_each(|part| bytes.extend_from_slice(part)),
            List::Texts(list) => list.append(rank, &mut bytes)?,
            List::Numbers(_) => {}
        }
        *out = String::from_utf8(bytes).map_err(|_| Damage("text is not UTF-8"))?;
        match class {
            Class::Tagged => out.truncate(start + out[start..].rfind('\0').ok_or(NO_PAIR)?),
            Class::Other => {
                let nul = out[start..].find('\0').ok_or(NO_PAIR)?;
                out.drain(start..=start + nul);
            }
            _ => {}
        }
        Ok(())
    }

    /// `part`, or `part` in lower case, made ready for [`finds`](Self::finds), if that is quicker than to unpack.
    #[cfg(feature = "sparql")]
    pub(crate) fn finder(&self, part: &str, lower: bool) -> Option<Finder> {
        match &self.lists[Class::Text as usize] {
            List::Texts(texts) => texts.finder(part, lower),
            _ => None,
        }
    }

    /// Whether the term with `id` contains what `finder` looks for; `None` if only its lexical form can tell.
    #[cfg(feature = "sparql")]
    pub(crate) fn finds(&self, id: Id, finder: &mut Finder) -> Read<Option<bool>> {
        match (self.place(id)?, &self.lists[Class::Text as usize]) {
            ((Class::Text, rank), List::Texts(texts)) => texts.finds(rank, finder),
            _ => Ok(None),
        }
    }

    fn number(&self, class: Class, rank: u32) -> Read<i64> {
        match &self.lists[class as usize] {
            List::Numbers(numbers) => numbers.get(rank),
            _ => Err(Damage("a term is no number")),
        }
    }
}
