//! The file of a policy, read: every name defined before it is used, every key and every member once.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::super::{KeyUse, TlogError, VerifierKey, decimal};
use super::{Group, Member, Policy};

/// Most logs, witnesses and groups, each.
const MAX_OF_A_KIND: usize = 64;

pub(super) fn policy(file: &[u8]) -> Result<Policy, TlogError> {
    let at = |line: usize| move |expected| TlogError::Policy { line, expected };
    if file.len() > Policy::MAX_BYTES {
        return Err(at(1)("at most 64 KiB"));
    }
    let mut reader = Reader::default();
    let mut last = 0;
    for (place, line) in file.split_inclusive(|byte| *byte == b'\n').enumerate() {
        last = place + 1;
        let line = line.strip_suffix(b"\n").ok_or_else(|| at(last)("a line feed at the end of the line"))?;
        reader.line(line).map_err(at(last))?;
    }
    let quorum = reader.quorum.ok_or_else(|| at(last)("a line `quorum` before the end"))?;
    Ok(Policy { logs: reader.logs, witnesses: reader.witnesses, groups: reader.groups, quorum })
}

/// What the lines so far define.
#[derive(Default)]
struct Reader<'a> {
    logs: Vec<VerifierKey>,
    witnesses: Vec<VerifierKey>,
    groups: Vec<Group>,
    quorum: Option<Option<Member>>,
    /// What a name stands for, and whether a group has it already.
    names: BTreeMap<&'a [u8], (Member, bool)>,
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: &'a [u8]) -> Result<(), &'static str> {
        if line.iter().any(|byte| (*byte < b' ' && *byte != b'\t') || *byte == 0x7f) {
            return Err("no control character but tabs");
        }
        let words = line.split(|byte| matches!(byte, b' ' | b'\t')).filter(|word| !word.is_empty());
        let words: Vec<&[u8]> = words.collect();
        match *words {
            [] => Ok(()),
            [first, ..] if first.starts_with(b"#") => Ok(()),
            [b"log", key] | [b"log", key, _] => self.log(key),
            [b"witness", name, key] | [b"witness", name, key, _] => self.witness(name, key),
            [b"group", name, threshold, ref members @ ..] => self.group(name, threshold, members),
            [b"quorum", name] => self.quorum(name),
            _ => Err("`log`, `witness`, `group` or `quorum` with its words, or a comment"),
        }
    }

    fn log(&mut self, key: &[u8]) -> Result<(), &'static str> {
        let key = self.key(key, KeyUse::Log)?;
        push(&mut self.logs, key)
    }

    fn witness(&mut self, name: &'a [u8], key: &[u8]) -> Result<(), &'static str> {
        let key = self.key(key, KeyUse::Witness)?;
        self.define(name, Member::Witness(self.witnesses.len()))?;
        push(&mut self.witnesses, key)
    }

    fn group(&mut self, name: &'a [u8], threshold: &[u8], members: &[&[u8]]) -> Result<(), &'static str> {
        let members: Vec<_> = members.iter().map(|name| self.join(name)).collect::<Result<_, _>>()?;
        let threshold = match threshold {
            b"any" => 1,
            b"all" => members.len(),
            number => count(number).ok_or("`any`, `all` or a decimal number")?,
        };
        if !(1..=members.len()).contains(&threshold) {
            return Err("at least one member, and a number from 1 to that of the members");
        }
        self.define(name, Member::Group(self.groups.len()))?;
        push(&mut self.groups, Group { threshold, members })
    }

    fn quorum(&mut self, name: &[u8]) -> Result<(), &'static str> {
        let quorum = match name {
            b"none" => None,
            name => Some(self.names.get(name).ok_or("a name defined above")?.0),
        };
        let before = self.quorum.replace(quorum);
        before.map_or(Ok(()), |_| Err("one line `quorum` only"))
    }

    /// A key that no line has yet, whatever it is called there.
    fn key(&self, text: &[u8], key_use: KeyUse) -> Result<VerifierKey, &'static str> {
        let text = core::str::from_utf8(text).map_err(|_| "a verifier key in UTF-8")?;
        let key = VerifierKey::parse(text).map_err(|_| "a verifier key of an Ed25519 key")?;
        if key.key_use() != key_use {
            return Err("a key of type 0x01 for a log, of type 0x04 for a witness");
        }
        let repeated = self.logs.iter().chain(&self.witnesses).any(|known| known.key() == key.key());
        if repeated { Err("a public key that is not there yet") } else { Ok(key) }
    }

    fn define(&mut self, name: &'a [u8], member: Member) -> Result<(), &'static str> {
        let taken = name == b"none" || self.names.insert(name, (member, false)).is_some();
        if taken { Err("a name that is not taken") } else { Ok(()) }
    }

    /// The member of a group that is called so; it can be in no other one.
    fn join(&mut self, name: &[u8]) -> Result<Member, &'static str> {
        let (member, in_a_group) = self.names.get_mut(name).ok_or("a name defined above")?;
        let before = core::mem::replace(in_a_group, true);
        if before { Err("a member that is in no group yet") } else { Ok(*member) }
    }
}

fn push<T>(list: &mut Vec<T>, item: T) -> Result<(), &'static str> {
    if list.len() == MAX_OF_A_KIND {
        return Err("at most 64 logs, 64 witnesses and 64 groups");
    }
    list.push(item);
    Ok(())
}

fn count(number: &[u8]) -> Option<usize> {
    usize::try_from(decimal(core::str::from_utf8(number).ok()?)?).ok()
}
