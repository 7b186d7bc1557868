//! Several segments as one: releases withdrawn, segments of graphs, and the dataset they make together.
#![cfg(feature = "sparql")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use ggen_marketplace_core::catalog::{Catalog, GraphSegmentBuilder, SegmentBuilder, TermPattern};
use ggen_marketplace_core::model::{
    Dependency, DependencyKind, Level, Manifest, PackageName, Record, ReleaseId, Requirement, Term, TermRef,
    Triple, Version, vocab,
};
use ggen_marketplace_core::search::{Query, Sort};
use proptest::prelude::*;

const VERSIONS: [&str; 4] = ["1.0.0", "1.1.0", "2.0.0-rc.1", "2.0.0"];

fn id(name: &str, version: &str) -> ReleaseId {
    ReleaseId { name: PackageName::parse(name).unwrap(), version: Version::parse_semver(version).unwrap() }
}

fn record(name: &str, version: &str, summary: &str) -> Record {
    let ReleaseId { name, version } = id(name, version);
    let mut manifest = Manifest::new(name, version, summary.into());
    let requirement = Requirement { name: PackageName::parse("base").unwrap(), range: Some("^1".into()) };
    manifest.dependencies =
        vec![Dependency { kind: DependencyKind::Runtime, alternatives: vec![requirement] }];
    Record { manifest, archive: None, level: Level::Logged, leaf: 7, downloads: 0, stars: 0 }
}

fn segment(records: impl IntoIterator<Item = Record>, removals: &[ReleaseId]) -> Vec<u8> {
    let mut builder = SegmentBuilder::new();
    records.into_iter().for_each(|record| builder.push(record).unwrap());
    removals.iter().for_each(|id| builder.remove(id));
    builder.build(&mut |_, _, _| {}).unwrap()
}

/// Everything a host can see of a catalogue, as text.
fn seen(catalog: &Catalog<Vec<u8>>) -> Vec<String> {
    let mut out = Vec::new();
    for card in catalog.cards().unwrap() {
        let versions: Vec<_> = catalog.versions(card.name).unwrap().iter().map(|card| card.version).collect();
        out.push(format!("{} {} {} {versions:?}", card.name, card.version, card.summary));
        assert_eq!(catalog.card(card.name).unwrap().unwrap().version, card.version);
        assert_eq!(catalog.info(card.name, None).unwrap().unwrap().versions, versions);
    }
    let all = Query { all: true, sort: Sort::Name, limit: 50, ..Query::new("") };
    for hit in catalog.search(&all).unwrap().packages {
        out.push(format!("found {} {} {}", hit.name, hit.version, hit.description));
    }
    out.push(format!("{} {}", catalog.len().unwrap(), catalog.releases().unwrap()));
    out.extend(triples(catalog));
    out
}

/// Its triples, sorted; each must be there once and be counted.
fn triples(catalog: &Catalog<Vec<u8>>) -> Vec<String> {
    let found = catalog.triples(TermPattern::default(), usize::MAX).unwrap();
    assert_eq!(catalog.count_triples(TermPattern::default()), Ok(found.len() as u64));
    let mut lines: Vec<String> = found.iter().map(Triple::to_string).collect();
    lines.sort();
    let before = lines.len();
    lines.dedup();
    assert_eq!(lines.len(), before, "a triple was read twice");
    lines
}

#[test]
fn a_withdrawn_release_is_gone_and_the_one_before_takes_its_place() {
    let old = segment([record("tool", "1.0.0", "hammers"), record("tool", "1.1.0", "saws")], &[]);
    let before = Catalog::open(vec![old.clone()]).unwrap();
    let withdrawal = before.withdraw(&id("tool", "1.1.0")).unwrap().unwrap();
    let new = segment(withdrawal.records, &withdrawal.removals);
    let catalog = Catalog::open(vec![old, new]).unwrap();
    let alone = Catalog::open(vec![segment([record("tool", "1.0.0", "hammers")], &[])]).unwrap();
    assert_eq!(seen(&catalog), seen(&alone));
    assert_eq!(catalog.search(&Query::new("hammers")).unwrap().packages[0].version, "1.0.0");
    assert!(catalog.search(&Query::new("saws")).unwrap().packages.is_empty());
    assert!(catalog.info("tool", Some(&Version::parse("1.1.0").unwrap())).unwrap().is_none());
}

#[test]
fn the_last_release_takes_its_package_along() {
    let old = segment([record("tool", "1.0.0", "hammers"), record("other", "1.0.0", "saws")], &[]);
    let new = segment([], &[id("tool", "1.0.0")]);
    let catalog = Catalog::open(vec![old, new]).unwrap();
    assert_eq!(
        seen(&catalog),
        seen(&Catalog::open(vec![segment([record("other", "1.0.0", "saws")], &[])]).unwrap())
    );
    assert!(catalog.card("tool").unwrap().is_none());
    assert_eq!(catalog.similar_names("tol").unwrap(), Vec::<String>::new());
}

#[test]
fn a_release_can_come_back() {
    let first = segment([record("tool", "1.0.0", "bad")], &[]);
    let second = segment([record("tool", "1.0.0", "good")], &[id("tool", "1.0.0")]);
    let catalog = Catalog::open(vec![first, second]).unwrap();
    assert_eq!(
        seen(&catalog),
        seen(&Catalog::open(vec![segment([record("tool", "1.0.0", "good")], &[])]).unwrap())
    );
}

#[test]
fn nothing_of_what_is_not_there_is_withdrawn() {
    let catalog = Catalog::open(vec![segment([record("tool", "1.0.0", "x")], &[])]).unwrap();
    assert_eq!(catalog.withdraw(&id("tool", "9.0.0")), Ok(None));
}

/// What a writer did: published a release, or withdrew one.
#[derive(Debug, Clone, Copy)]
enum Step {
    Publish(usize, usize),
    Withdraw(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    (any::<bool>(), 0..3usize, 0..4usize).prop_map(|(add, name, version)| {
        if add { Step::Publish(name, version) } else { Step::Withdraw(name, version) }
    })
}

const NAMES: [&str; 3] = ["base", "tool", "zoo"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whatever was published and withdrawn in however many segments, and whichever of them were made one: the
    /// catalogue is the one that a single segment of what is left makes.
    #[test]
    fn segments_are_one_catalogue(steps in prop::collection::vec(step(), 1..9), fold in any::<bool>()) {
        let mut segments: Vec<Vec<u8>> = Vec::new();
        let mut left = std::collections::BTreeMap::new();
        for (number, step) in steps.into_iter().enumerate() {
            let catalog = Catalog::open(segments.clone()).unwrap();
            let mut builder = SegmentBuilder::new();
            match step {
                Step::Publish(name, version) => {
                    let key = (NAMES[name], VERSIONS[version]);
                    if left.contains_key(&key) {
                        continue;
                    }
                    let record = record(key.0, key.1, &format!("number {number}"));
                    left.insert(key, record.clone());
                    builder.push(record).unwrap();
                }
                Step::Withdraw(name, version) => {
                    let key = (NAMES[name], VERSIONS[version]);
                    let withdrawal = catalog.withdraw(&id(key.0, key.1)).unwrap();
                    prop_assert_eq!(withdrawal.is_some(), left.remove(&key).is_some());
                    let Some(withdrawal) = withdrawal else { continue };
                    withdrawal.records.into_iter().for_each(|record| builder.push(record).unwrap());
                    withdrawal.removals.iter().for_each(|id| builder.remove(id));
                }
            }
            if fold && segments.len() > 2 {
                let first = segments.len() - 2;
                catalog.fold_into(first, &mut builder).unwrap();
                segments.truncate(first);
            }
            segments.push(builder.build(&mut |_, _, _| {}).unwrap());
            let one = Catalog::open(vec![segment(left.values().cloned(), &[])]).unwrap();
            prop_assert_eq!(seen(&Catalog::open(segments.clone()).unwrap()), seen(&one));
        }
    }

    /// Triples in several segments are the triples of one, blank nodes aside.
    #[test]
    fn graphs_are_one_dataset(parts in prop::collection::vec(prop::collection::vec((0u32..6, 0u32..3, 0u32..9), 0..20), 1..4)) {
        let iri = |n: u32| format!("https://e/{n}");
        let object = |n: u32| match n % 3 {
            0 => Term::iri(&iri(n)),
            1 => Term::integer(n.into()),
            _ => Term::string(&format!("text {n}")),
        };
        let build = |rows: &mut dyn Iterator<Item = &(u32, u32, u32)>| {
            let mut builder = GraphSegmentBuilder::new();
            for (s, p, o) in rows {
                builder.push(TermRef::Iri(&iri(*s)), TermRef::Iri(&iri(*p)), object(*o).as_ref(), None);
            }
            builder.build().unwrap()
        };
        let several = Catalog::open(parts.iter().map(|part| build(&mut part.iter())).collect()).unwrap();
        let one = Catalog::open(vec![build(&mut parts.iter().flatten())]).unwrap();
        prop_assert_eq!(triples(&several), triples(&one));
        for n in 0..9 {
            let object = object(n);
            let pattern = TermPattern { object: Some(&object), ..TermPattern::default() };
            prop_assert_eq!(several.count_triples(pattern), one.count_triples(pattern));
        }
    }
}

#[test]
fn blank_nodes_of_two_segments_are_two() {
    let build = || {
        let mut builder = GraphSegmentBuilder::new();
        builder.push(TermRef::Blank("x"), TermRef::Iri("https://e/p"), TermRef::Blank("y"), None);
        builder.build().unwrap()
    };
    let catalog = Catalog::open(vec![build(), build(), build()]).unwrap();
    let found = catalog.triples(TermPattern::default(), 10).unwrap();
    let labels: std::collections::BTreeSet<String> =
        found.iter().flat_map(|triple| [triple.subject.clone(), triple.object.to_string()]).collect();
    assert_eq!((found.len(), labels.len()), (3, 6));
}

#[test]
fn a_catalogue_without_segments_has_no_triples() {
    let catalog = Catalog::<Vec<u8>>::open(Vec::new()).unwrap();
    assert!(triples(&catalog).is_empty());
}

#[test]
fn files_of_a_host_stand_beside_the_catalogue() {
    let mut builder = GraphSegmentBuilder::new();
    let release = format!("{}packages/tool/1.0.0", vocab::NS);
    builder.push(TermRef::Iri(&release), TermRef::Iri("https://e/likes"), Term::integer(3).as_ref(), None);
    let graph = builder.build().unwrap();
    let catalog = Catalog::open(vec![segment([record("tool", "1.0.0", "hammers")], &[]), graph]).unwrap();
    let about = TermPattern { subject: Some(&release), ..TermPattern::default() };
    let found = catalog.triples(about, 100).unwrap();
    assert!(found.iter().any(|triple| triple.predicate == "https://e/likes"));
    assert!(found.iter().any(|triple| triple.predicate == vocab::SUMMARY));
    assert_eq!(catalog.releases().unwrap(), 1);
}
