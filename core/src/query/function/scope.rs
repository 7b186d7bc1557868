//! What functions need beside their arguments, for one run of a query: the time, a source of random numbers, the
//! base IRI, blank nodes made so far, and what is worth keeping between calls.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write;

use oxiri::Iri;
use oxsdatatypes::{DateTime, DayTimeDuration, Decimal};

use super::MAX_TEXT;
use super::find::Finder;
use super::regex::Regexes;

/// See the module.
#[derive(Debug)]
pub(crate) struct Scope {
    /// `NOW()`; `None` if the host's time is beyond what a `dateTime` can hold.
    pub(super) now: Option<DateTime>,
    pub(super) random: Random,
    pub(super) base: Option<Iri<String>>,
    pub(super) regexes: Regexes,
    pub(super) finder: Finder,
    pub(super) blanks: Blanks,
    /// Bytes of text that functions have read and written since [`Scope::take_work`].
    pub(super) work: u64,
    /// Longest text that a function makes.
    pub(super) room: usize,
    pub(super) overran: bool,
}

impl Scope {
    /// `now_ms` is milliseconds since 1970; equal seeds give equal random numbers. A base that is no absolute IRI
    /// is as none.
    pub(crate) fn new(now_ms: i64, seed: u64, base: Option<&str>) -> Self {
        let mut random = Random(seed);
        let blanks = Blanks { prefix: random.next(), made: 0, named: Vec::new() };
        let base = base.and_then(|base| Iri::parse(base.to_owned()).ok());
        Self {
            now: moment(now_ms),
            random,
            base,
            regexes: Regexes::default(),
            finder: Finder::default(),
            blanks,
            work: 0,
            room: MAX_TEXT,
            overran: false,
        }
    }

    /// Bounds the texts that functions make, in bytes, if that is less than the bound they have.
    pub(crate) fn bound_texts(&mut self, bytes: u64) {
        self.room = usize::try_from(bytes).unwrap_or(MAX_TEXT).min(MAX_TEXT);
    }

    /// Whether a function gave up since this was asked last, because its text got too long.
    pub(crate) fn take_overran(&mut self) -> bool {
        core::mem::take(&mut self.overran)
    }

    /// Whether `text` contains `part`; what the search prepares is kept for the next.
    pub(crate) fn finds(&mut self, text: &str, part: &str) -> bool {
        self.finder.finds(text, part)
    }

    /// The label of a new blank node.
    pub(crate) fn fresh_blank(&mut self) -> String {
        self.blanks.fresh()
    }

    /// From here on, `BNODE("x")` is another node than before.
    pub(crate) fn next_solution(&mut self) {
        self.blanks.named.clear();
    }

    /// Bytes of text that functions have read and written since the last call; for limits.
    pub(crate) fn take_work(&mut self) -> u64 {
        core::mem::take(&mut self.work)
    }
}

fn moment(ms: i64) -> Option<DateTime> {
    let epoch: DateTime = "1970-01-01T00:00:00Z".parse().ok()?;
    let seconds = Decimal::from(ms).checked_div(1_000)?;
    epoch.checked_add_day_time_duration(DayTimeDuration::new(seconds))
}

/// Labels of blank nodes. They begin with a random number, since the labels of a dataset's own must differ.
#[derive(Debug)]
pub(super) struct Blanks {
    prefix: u64,
    made: u64,
    /// Arguments of `BNODE` in this solution and the number of their node.
    named: Vec<(String, u64)>,
}

impl Blanks {
    /// The label of a new node.
    pub(super) fn fresh(&mut self) -> String {
        self.made += 1;
        self.label(self.made)
    }

    /// The label of the node that `name` has in this solution.
    pub(super) fn named(&mut self, name: &str) -> String {
        if let Some((_, number)) = self.named.iter().find(|(known, _)| known == name) {
            return self.label(*number);
        }
        self.made += 1;
        self.named.push((name.to_owned(), self.made));
        self.label(self.made)
    }

    fn label(&self, number: u64) -> String {
        let mut label = String::from("b");
        let _ = write!(label, "{:016x}{number}", self.prefix);
        label
    }
}

/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
#[derive(Debug)]
pub(super) struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to, not including, 1.
    pub(super) fn unit(&mut self) -> f64 {
        const BITS: u32 = 53;
        (self.next() >> (u64::BITS - BITS)) as f64 / (1_u64 << BITS) as f64
    }

    /// `prefix` and a UUID of version 4 (RFC 9562, section 5.4).
    pub(super) fn uuid(&mut self, prefix: &str) -> String {
        let high = self.next() & !0xf000 | 0x4000;
        let low = self.next() & !(0b11 << 62) | 0b10 << 62;
        let mut text = String::from(prefix);
        let (a, b, c) = (high >> 32, high >> 16 & 0xffff, high & 0xffff);
        let _ = write!(text, "{a:08x}-{b:04x}-{c:04x}-{:04x}-{:012x}", low >> 48, low & 0xffff_ffff_ffff);
        text
    }
}
