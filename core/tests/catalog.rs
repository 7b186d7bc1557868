//! A catalogue as a host uses it: built, opened, merged, looked up, damaged.
#![cfg(feature = "sparql")]
#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

use ggen_marketplace_core::catalog::{BuildError, Catalog, CatalogError, SegmentBuilder, TermPattern};
use ggen_marketplace_core::model::vocab;
use ggen_marketplace_core::model::{
    ArchiveRef, Dependency, DependencyKind, Digest, Level, Manifest, PackageName, Record, Requirement, Term,
    Version,
};
use ggen_marketplace_core::search::{Filters, Query, Sort};

fn record(name: &str, version: &str, summary: &str) -> Record {
    let name = PackageName::parse(name).unwrap();
    let manifest = Manifest::new(name, Version::parse_semver(version).unwrap(), summary.into());
    Record { manifest, archive: None, level: Level::Logged, leaf: 7, downloads: 0, stars: 0 }
}

fn full_record() -> Record {
    let requirement = |name: &str, range: Option<&str>| Requirement {
        name: PackageName::parse(name).unwrap(),
        range: range.map(Into::into),
    };
    let dependency = |kind, alternatives| Dependency { kind, alternatives };
    let mut record = record("@acme/full", "1.2.3", "Has every field");
    let m = &mut record.manifest;
    m.description = "Long ".repeat(100);
    m.authors = vec!["Zoe".into(), "Ann <ann@example.org>".into(), "Bob".into()];
    m.license = Some("MIT OR Apache-2.0".into());
    m.categories = vec!["web".into()];
    m.tags = vec!["facet::value".into(), "x".into()];
    m.keywords = vec!["k".into()];
    m.homepage = Some("https://example.org/a?b#c".into());
    m.repository = Some("not an address".into());
    m.provides = vec!["virtual".into()];
    m.dependencies = vec![
        dependency(DependencyKind::Runtime, vec![requirement("b", Some(">= 2")), requirement("a", None)]),
        dependency(DependencyKind::Recommended, vec![requirement("c", None)]),
        dependency(DependencyKind::Runtime, vec![requirement("a", Some("^1"))]),
        dependency(DependencyKind::Development, vec![requirement("d", None)]),
    ];
    m.extra = [("odd key/ü".to_string(), "{\"a\":1}".to_string()), ("size".into(), "7".into())].into();
    record.archive = Some(ArchiveRef { digest: Digest::of(b"x"), bytes: 1 << 40, location: None });
    (record.level, record.downloads, record.stars) = (Level::Signed, 5, 6);
    record
}

fn segment(records: impl IntoIterator<Item = Record>) -> Vec<u8> {
    let mut builder = SegmentBuilder::new();
    records.into_iter().for_each(|record| builder.push(record).unwrap());
    builder.build(&mut |_, _, _| {}).unwrap()
}

fn names(catalog: &Catalog<Vec<u8>>, query: &Query) -> Vec<String> {
    catalog
        .search(query)
        .unwrap()
        .packages
        .into_iter()
        .map(|hit| format!("{}@{}", hit.name, hit.version))
        .collect()
}

#[test]
fn every_field_of_a_record_survives() {
    let catalog = Catalog::open(vec![segment([full_record()])]).unwrap();
    let info = catalog.info("@acme/full", None).unwrap().unwrap();
    let m = full_record().manifest;
    assert_eq!(
        (info.authors, info.tags, info.keywords, info.categories),
        (m.authors, m.tags, m.keywords, m.categories)
    );
    assert_eq!(
        (info.description, info.license, info.homepage, info.repository),
        (m.description, m.license, m.homepage, m.repository)
    );
    assert_eq!((info.provides, info.extra), (m.provides, m.extra));
    let shown: Vec<String> =
        info.dependencies.iter().map(|d| format!("{} {}", d.kind, d.alternatives.join(" | "))).collect();
    assert_eq!(shown, ["runtime b >= 2 | a", "recommended c", "runtime a ^1", "development d"]);
    assert_eq!(
        (info.bytes, info.level, info.leaf, info.installable),
        (Some(1 << 40), Level::Signed, 7, true)
    );
    assert_eq!(info.digest, Some(Digest::of(b"x").to_string()));
}

#[test]
fn the_highest_final_version_is_current_over_all_segments() {
    let first =
        segment([record("a", "1.9.0", "old"), record("a", "1.10.0", "new"), record("b", "2.0.0", "b")]);
    let second = segment([
        record("a", "2.0.0-rc.1", "next"),
        record("b", "1.0.0", "backport"),
        record("c", "0.1.0", "c"),
    ]);
    let catalog = Catalog::open(vec![first, second]).unwrap();
    let current: Vec<String> =
        catalog.cards().unwrap().iter().map(|c| format!("{}@{}", c.name, c.version)).collect();
    assert_eq!(current, ["a@1.10.0", "b@2.0.0", "c@0.1.0"]);
    assert_eq!((catalog.len().unwrap(), catalog.releases().unwrap()), (3, 6));
    assert_eq!(catalog.info("a", None).unwrap().unwrap().versions, ["2.0.0-rc.1", "1.10.0", "1.9.0"]);
    assert_eq!(
        names(&catalog, &Query { all: true, sort: Sort::Name, ..Query::new("") }),
        ["a@1.10.0", "b@2.0.0", "c@0.1.0"]
    );
    assert_eq!(names(&catalog, &Query::new("b")), ["b@2.0.0"]);
    let older = Version::parse("1.0.0").unwrap();
    assert_eq!(catalog.info("b", Some(&older)).unwrap().unwrap().summary, "backport");
}

#[test]
fn a_new_version_in_a_later_segment_replaces_the_old_one_in_search() {
    let old = segment([record("tool", "1.0.0", "hammers"), record("other", "1.0.0", "saws")]);
    let new = segment([record("tool", "1.1.0", "screwdrivers")]);
    let catalog = Catalog::open(vec![old, new]).unwrap();
    assert_eq!(names(&catalog, &Query::new("screwdrivers")), ["tool@1.1.0"]);
    assert_eq!(names(&catalog, &Query::new("hammers ")), Vec::<String>::new());
    assert_eq!(names(&catalog, &Query::new("tool")), ["tool@1.1.0"]);
}

#[test]
fn search_forgives_typos_and_finishes_words() {
    let catalog = Catalog::open(vec![segment([
        record("firefox", "1.0.0", "Web browser"),
        record("firewall", "1.0.0", "Packet filter"),
        record("notes", "1.0.0", "Write things down"),
    ])])
    .unwrap();
    assert_eq!(names(&catalog, &Query::new("fierfox"))[0], "firefox@1.0.0");
    assert_eq!(names(&catalog, &Query::new("fire")).len(), 2);
    assert_eq!(names(&catalog, &Query::new("pack")), ["firewall@1.0.0"]);
    assert_eq!(catalog.similar_names("firefix").unwrap(), ["firefox"]);
    let short = Catalog::open(vec![segment([record("vlc", "1.0.0", "Player")])]).unwrap();
    assert_eq!(short.similar_names("vcl").unwrap(), ["vlc"]);
}

#[test]
fn filters_narrow_and_pages_do_not_overlap() {
    let tagged = |name: &str, tag: &str| {
        let mut record = record(name, "1.0.0", "thing");
        record.manifest.tags = vec![tag.into()];
        record
    };
    let catalog =
        Catalog::open(vec![segment([tagged("a", "x"), tagged("b", "y"), tagged("c", "x")])]).unwrap();
    let only_x =
        Query { filters: Filters { tag: Some("x".into()), ..Filters::default() }, ..Query::new("thing") };
    assert_eq!(names(&catalog, &only_x), ["a@1.0.0", "c@1.0.0"]);
    let nothing =
        Query { filters: Filters { tag: Some("z".into()), ..Filters::default() }, ..Query::new("thing") };
    assert_eq!(names(&catalog, &nothing), Vec::<String>::new());
    let page = |offset| names(&catalog, &Query { limit: 2, offset, ..Query::new("thing") });
    assert_eq!((page(0), page(2)), (vec!["a@1.0.0".into(), "b@1.0.0".into()], vec!["c@1.0.0".to_string()]));
}

#[test]
fn triples_are_found_by_any_part() {
    let catalog = Catalog::open(vec![segment([full_record(), record("b", "1.0.0", "b")])]).unwrap();
    let release = Term::iri(vocab::RELEASE);
    let releases =
        TermPattern { predicate: Some(vocab::TYPE), object: Some(&release), ..TermPattern::default() };
    assert_eq!(catalog.count_triples(releases).unwrap(), 2);
    let found = catalog.triples(releases, 10).unwrap();
    assert!(found.iter().any(|triple| triple.subject == format!("{}packages/@acme/full/1.2.3", vocab::NS)));
    let absent = Term::string("absent");
    assert!(
        catalog
            .triples(TermPattern { object: Some(&absent), ..TermPattern::default() }, 10)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn segments_written_anew_together_hold_the_same_records() {
    let first = segment([full_record(), record("a", "1.0.0", "a")]);
    let second = segment([record("a", "1.1.0", "a")]);
    let records = Catalog::open(vec![first, second]).unwrap().records_from(0).unwrap();
    let together = segment([record("a", "1.1.0", "a"), record("a", "1.0.0", "a"), full_record()]);
    assert_eq!(segment(records), together);
}

#[test]
fn the_same_release_twice_is_refused() {
    let mut builder = SegmentBuilder::new();
    builder.push(record("a", "1.0.0", "first")).unwrap();
    assert!(matches!(builder.push(record("a", "1.0.0", "second")), Err(BuildError::Duplicate { .. })));
    assert_eq!(builder.len(), 1);
}

#[test]
fn a_later_segment_cannot_change_a_release() {
    let forged = Record { level: Level::Signed, ..record("a", "1.0.0", "forged") };
    let catalog = Catalog::open(vec![segment([record("a", "1.0.0", "true")]), segment([forged])]).unwrap();
    let hit = catalog.search(&Query::new("a")).unwrap().packages.remove(0);
    assert_eq!((hit.description.as_str(), hit.level), ("true", Level::Logged));
    assert_eq!(catalog.cards().unwrap()[0].summary, "true");
    let info = catalog.info("a", None).unwrap().unwrap();
    assert_eq!((info.summary.as_str(), info.versions), ("true", vec!["1.0.0".to_string()]));
}

#[test]
fn one_version_text_is_one_release_whatever_its_scheme() {
    let semver = record("a", "1.2.3", "first");
    let mut debian = record("a", "1.2.3", "second");
    debian.manifest.version = Version::parse_debian("1.2.3").unwrap();
    let mut builder = SegmentBuilder::new();
    builder.push(semver).unwrap();
    assert!(matches!(builder.push(debian), Err(BuildError::Duplicate { .. })));
}

#[test]
fn the_order_of_records_does_not_change_a_byte() {
    let records = || {
        vec![full_record(), record("b", "1.0.0", "b"), record("a", "2.0.0", "a"), record("a", "1.0.0", "a")]
    };
    let mut reversed = records();
    reversed.reverse();
    assert_eq!(segment(records()), segment(reversed));
}

#[test]
fn an_empty_catalogue_answers() {
    let catalog = Catalog::open(vec![segment([])]).unwrap();
    assert!(catalog.is_empty().unwrap());
    assert_eq!(names(&catalog, &Query::new("anything")), Vec::<String>::new());
    assert!(catalog.info("a", None).unwrap().is_none());
}

#[test]
fn other_files_truncation_and_versions_are_named() {
    let open = |bytes: Vec<u8>| Catalog::open(vec![bytes]).unwrap_err();
    let good = segment([record("a", "1.0.0", "a")]);
    assert_eq!(open(b"PK\x03\x04".to_vec()), CatalogError::NotASegment);
    assert_eq!(open(Vec::new()), CatalogError::NotASegment);
    for len in [8, 31, 40, 300, good.len() - 1] {
        assert!(matches!(open(good[..len].to_vec()), CatalogError::Truncated { .. }), "{len} bytes");
    }
    assert!(matches!(open([good.clone(), vec![0]].concat()), CatalogError::Truncated { .. }));
    let mut newer = good.clone();
    newer[8] = 9;
    assert_eq!(open(newer), CatalogError::UnknownVersion { found: 9, expected: 3 });
    let mut flipped = good;
    flipped[40] ^= 1;
    assert!(matches!(open(flipped), CatalogError::MalformedHeader { .. }));
}

/// Everything a host can ask, on bytes of which one bit is wrong.
fn use_all(bytes: Vec<u8>) -> Result<(), CatalogError> {
    let catalog = Catalog::open(vec![bytes])?;
    catalog.cards()?;
    catalog.info("@acme/full", None)?;
    catalog.triples(TermPattern::default(), 1000)?;
    catalog.records_from(0)?;
    match catalog.search(&Query::new("fields")) {
        Err(ggen_marketplace_core::search::SearchError::Catalog(error)) => Err(error),
        _ => Ok(()),
    }
}

#[test]
fn no_flipped_bit_goes_unseen() {
    let good = segment([full_record(), record("b", "1.0.0", "b")]);
    assert_eq!(use_all(good.clone()), Ok(()));
    for at in 0..good.len() {
        let mut flipped = good.clone();
        flipped[at] ^= 1 << (at % 8);
        assert!(use_all(flipped).is_err(), "byte {at}");
    }
}

/// Where the sections begin: behind the header and the table of eleven.
const SECTIONS_AT: usize = 32 + 11 * 56;

/// Writes the checksums of a segment anew, as someone who forges one does.
fn reseal(segment: &mut [u8]) {
    let field =
        |segment: &[u8], at: usize| u64::from_le_bytes(segment[at..at + 8].try_into().unwrap()) as usize;
    for entry in (32..SECTIONS_AT).step_by(56) {
        let (start, length) = (field(segment, entry + 8), field(segment, entry + 16));
        let crc = crc32fast::hash(&segment[start..start + length]);
        segment[entry + 4..entry + 8].copy_from_slice(&crc.to_le_bytes());
    }
    segment[24..28].fill(0);
    let crc = crc32fast::hash(&segment[..SECTIONS_AT]);
    segment[24..28].copy_from_slice(&crc.to_le_bytes());
}

#[test]
fn forged_sections_never_panic() {
    const ROUNDS: u32 = 500;
    let good = segment((0..40).map(|n| record(&format!("p{n}"), "1.0.0", "fields")).chain([full_record()]));
    let (mut state, mut refused) = (1u32, 0);
    let mut random = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    for _ in 0..ROUNDS {
        let mut forged = good.clone();
        for _ in 0..=random(3) {
            let at = SECTIONS_AT + random(good.len() - SECTIONS_AT - 4);
            let width = [1, 1, 2, 4][random(4)];
            let byte = [0, 1, 0x7f, 0x80, 0xff, random(256) as u8][random(6)];
            forged[at..at + width].fill(byte);
        }
        reseal(&mut forged);
        refused += u32::from(use_all(forged).is_err());
    }
    assert!(refused > 0, "no forgery was even noticed");
}
