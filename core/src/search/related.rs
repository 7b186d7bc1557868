//! Packages that are related to one: that share rare tags and words with it, or are tied to it by dependencies.
//!
//! Everything a package has is a *trait* of so many points, more the fewer packages have it; a package's score is
//! the sum of the traits that it shares. So the explanation adds up to the score by itself.

use std::collections::BTreeMap;

use serde::Serialize;

use super::releases::{Releases, for_each_pair};
use super::{SearchError, rank};
use crate::catalog::{Catalog, CatalogError, Section};
use crate::graph::Pattern;
use crate::model::{Record, Term, vocab};
use crate::text::{Postings, query_words};

/// A trait that more packages have than this says nothing.
const MOST_PACKAGES: usize = 2_000;
/// Most traits of a package that are looked at.
const MOST_TRAITS: usize = 200;
/// What a trait is worth, in 16ths of its rarity (`rank::rarity`).
const TAG: u32 = 24;
const WORD: u32 = 16;
const BOTH_NEED: u32 = 8;
const NEED: u32 = 32;

/// The packages most related to one. The JSON of `search --related` and the object in JavaScript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RelatedPackages {
    /// The package that they are related to.
    pub name: String,
    /// The most related first.
    pub packages: Vec<Related>,
}

/// One related package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related {
    /// Package name.
    pub name: String,
    /// One line.
    pub description: String,
    /// How related; the sum of the reasons' points.
    pub score: u32,
    /// What they share, most points first.
    pub reasons: Vec<Reason>,
}

/// Something that two packages share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// `tag`, `word`, `needs` (the related one is needed), `needed-by`, or `both-need`.
    pub what: &'static str,
    /// The tag, the word, or the name of a package.
    pub value: String,
    /// What it adds to the score.
    pub points: u32,
}

/// A segment's number and a release's in it.
type Place = (usize, u32);

/// Something that packages share.
struct Trait {
    reason: Reason,
    /// Those that have it, ascending.
    places: Vec<Place>,
}

impl<B: AsRef<[u8]>> Catalog<B> {
    /// Most related packages of one answer.
    pub const MAX_RELATED: usize = 100;

    /// At most `limit` packages that are related to the one called exactly `name`.
    ///
    /// # Errors
    /// [`SearchError::UnknownPackage`], [`SearchError::LimitTooLarge`], and [`SearchError::Catalog`] if a segment is
    /// damaged.
    pub fn related(&self, name: &str, limit: usize) -> Result<RelatedPackages, SearchError> {
        if limit > Self::MAX_RELATED {
            return Err(SearchError::LimitTooLarge { found: limit, max: Self::MAX_RELATED });
        }
        let record = self.record(name, None)?;
        let record = record.ok_or_else(|| SearchError::UnknownPackage { name: name.to_owned() })?;
        let releases = self
            .segments
            .iter()
            .map(|segment| Ok::<_, CatalogError>(Releases::of(&segment.cards()?, &segment.graph()?)));
        let traits = self.traits(&record, &releases.collect::<Result<Vec<_>, _>>()?)?;
        let mut scores = BTreeMap::<Place, u32>::new();
        for Trait { reason, places } in &traits {
            for place in places {
                *scores.entry(*place).or_default() += reason.points;
            }
        }
        let mut ranked = Vec::with_capacity(scores.len());
        for ((number, doc), score) in scores {
            let table = self.segments[number].cards()?;
            if self.is_current(number, &table, doc)? {
                let card = table.get(doc).map_err(CatalogError::damaged(Section::Rows))?;
                ranked.push((core::cmp::Reverse(score), card.name, card.summary, (number, doc)));
            }
        }
        crate::sort::sort_unstable(&mut ranked);
        let others = ranked.into_iter().filter(|(_, other, ..)| *other != name).take(limit);
        let packages = others.map(|(score, name, description, place)| Related {
            name: name.to_owned(),
            description: description.to_owned(),
            score: score.0,
            reasons: reasons(&traits, place),
        });
        Ok(RelatedPackages { name: name.to_owned(), packages: packages.collect() })
    }

    /// What the package has that others may have, too.
    fn traits(&self, record: &Record, releases: &[Releases]) -> Result<Vec<Trait>, SearchError> {
        let m = &record.manifest;
        let mut traits = Vec::new();
        for tag in &m.tags {
            traits.push((
                "tag",
                TAG,
                tag.clone(),
                self.with_value(vocab::TAG, &Term::string(tag), releases)?,
            ));
        }
        for word in query_words(&format!("{} {} {}", m.name, m.summary, m.keywords.join(" "))) {
            let places = self.with_word(&word)?;
            traits.push(("word", WORD, word, places));
        }
        let users = self.users(m.name.as_str(), releases)?;
        traits.push(("needed-by", NEED, m.name.as_str().to_owned(), users));
        for needed in m.dependencies.iter().filter_map(|dependency| dependency.alternatives.first()) {
            let name = needed.name.as_str().to_owned();
            let users = self.users(&name, releases)?;
            traits.push(("both-need", BOTH_NEED, name, users));
            if traits.len() >= MOST_TRAITS {
                break;
            }
        }
        self.weighed(traits)
    }

    /// Each trait with its points; those that too many packages have are left out. What is needed is a tie of its own.
    fn weighed(
        &self,
        traits: Vec<(&'static str, u32, String, Vec<Place>)>,
    ) -> Result<Vec<Trait>, SearchError> {
        let packages = self.documents()?;
        let mut weighed = Vec::new();
        let mut push = |what, value, rarity, worth, places| {
            let points = rarity * worth / 16;
            weighed.push(Trait { reason: Reason { what, value, points }, places });
        };
        for (what, worth, value, places) in traits {
            let rarity = rank::rarity(packages, places.len() as u64);
            if what == "both-need" {
                let itself = self.place(&value)?.into_iter().collect();
                push("needs", value.clone(), rarity, NEED, itself);
            }
            if places.len() <= MOST_PACKAGES {
                push(what, value, rarity, worth, places);
            }
        }
        Ok(weighed)
    }

    /// The releases that need the package called `name`.
    fn users(&self, name: &str, releases: &[Releases]) -> Result<Vec<Place>, SearchError> {
        self.with_value(vocab::DEPENDS_ON, &Term::iri(&format!("{}packages/{name}", vocab::NS)), releases)
    }

    fn with_value(
        &self,
        predicate: &str,
        value: &Term,
        releases: &[Releases],
    ) -> Result<Vec<Place>, SearchError> {
        let mut places = Vec::new();
        for (number, segment) in self.segments.iter().enumerate() {
            let (graph, releases) = (segment.graph()?, releases.get(number));
            let mut terms = Vec::new();
            let mut read = || {
                let (predicate, object) = (graph.iri(predicate)?, graph.dictionary.find(value)?);
                match (predicate, object) {
                    (Some(_), Some(_)) => {
                        let pattern = Pattern { subject: None, predicate, object };
                        for_each_pair(&graph, pattern, |release, _| terms.push(release))
                    }
                    _ => Ok(()),
                }
            };
            read().map_err(CatalogError::damaged(Section::Triples))?;
            let numbers = terms.into_iter().filter_map(|term| releases?.number(term));
            let mut docs: Vec<u32> = numbers.collect();
            crate::sort::sort_unstable(&mut docs);
            places.extend(docs.into_iter().map(|doc| (number, doc)));
        }
        Ok(places)
    }

    fn with_word(&self, word: &str) -> Result<Vec<Place>, SearchError> {
        let mut places = Vec::new();
        for (number, segment) in self.segments.iter().enumerate() {
            let index = segment.text()?;
            let mut read = || match index.terms.get(word.as_bytes())? {
                Some(value) => {
                    let mut scan = Postings(value).scan(index.postings)?;
                    scan.for_each(0..u32::MAX, |doc, _| places.push((number, doc)))
                }
                None => Ok(()),
            };
            read().map_err(CatalogError::damaged(Section::Postings))?;
        }
        Ok(places)
    }
}

/// What the package at `place` shares, most points first.
fn reasons(traits: &[Trait], place: Place) -> Vec<Reason> {
    let shared = traits.iter().filter(|shared| shared.places.binary_search(&place).is_ok());
    let mut reasons: Vec<Reason> = shared.map(|shared| shared.reason.clone()).collect();
    crate::sort::sort_by(&mut reasons, |a, b| b.points.cmp(&a.points));
    reasons
}
