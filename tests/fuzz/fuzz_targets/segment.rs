//! A segment with some bytes changed and its checksums mended, so that the readers behind them are reached.
#![no_main]

use std::sync::OnceLock;

use ggen_marketplace_core::catalog::{Catalog, GraphSegmentBuilder, SegmentBuilder, TermPattern};
use ggen_marketplace_core::model::{
    Level, Manifest, PackageName, Record, ReleaseId, Term, TermRef, Version, vocab,
};
use ggen_marketplace_core::search::Query;

/// Number of sections, and where the first begins.
const SECTIONS: usize = 11;
const SECTIONS_AT: usize = 32 + 56 * SECTIONS;

static GOOD: OnceLock<Vec<u8>> = OnceLock::new();

fn good() -> Vec<u8> {
    let mut builder = SegmentBuilder::new();
    for number in 0..40 {
        let name = PackageName::parse(&format!("package-{number}")).expect("a name");
        let version = Version::parse("1.0.0").expect("a version");
        let mut manifest = Manifest::new(name, version, format!("Summary number {number}"));
        manifest.description = "Words of a description ".repeat(number);
        let record = Record { manifest, archive: None, level: Level::Logged, leaf: 0, downloads: 0, stars: 0 };
        builder.push(record).expect("no duplicate");
    }
    builder.remove(&ReleaseId {
        name: PackageName::parse("package-3").expect("a name"),
        version: Version::parse("1.0.0").expect("a version"),
    });
    builder.build(&mut |_, _, _| {}).expect("a small segment")
}

/// Writes the checksums that the changed sections and header need.
fn mend(segment: &mut [u8]) {
    for entry in 0..SECTIONS {
        let at = 32 + 56 * entry;
        let number = |at: usize| u64::from_le_bytes(segment[at..at + 8].try_into().expect("8 bytes")) as usize;
        let (start, len) = (number(at + 8), number(at + 16));
        if let Some(section) = segment.get(start..start.saturating_add(len)) {
            let crc = crc32(&[section]);
            segment[at + 4..at + 8].copy_from_slice(&crc.to_le_bytes());
        }
    }
    let crc = crc32(&[&segment[..24], &[0; 4], &segment[28..SECTIONS_AT]]);
    segment[24..28].copy_from_slice(&crc.to_le_bytes());
}

fn crc32(parts: &[&[u8]]) -> u32 {
    let mut crc = !0u32;
    for byte in parts.iter().flat_map(|part| part.iter()) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

libfuzzer_sys::fuzz_target!(|changes: Vec<(u16, u8)>| {
    let mut segment = GOOD.get_or_init(good).clone();
    for (at, byte) in changes {
        let at = SECTIONS_AT + usize::from(at) % (segment.len() - SECTIONS_AT);
        segment[at] = byte;
    }
    mend(&mut segment);
    read(vec![segment.clone()]);
    // As the base of an overlay, and laid over one.
    read(vec![segment.clone(), graphs()]);
    read(vec![GOOD.get_or_init(good).clone(), segment]);
});

/// Everything a host can ask.
fn read(segments: Vec<Vec<u8>>) {
    let Ok(catalog) = Catalog::open(segments) else { return };
    let _ = (catalog.check(), catalog.cards(), catalog.info("package-7", None));
    let _ = catalog.triples(TermPattern::default(), 10_000);
    let _ = catalog.search(&Query::new("package descrption"));
    let _ = catalog.similar_names("packge-7");
    let text = Term::string("Summary number 7");
    let subject = "https://ggen.io/marketplace/packages/package-7";
    for bound in 0..8 {
        let pattern = TermPattern {
            subject: (bound & 1 == 1).then_some(subject),
            predicate: (bound & 2 == 2).then_some(vocab::SUMMARY),
            object: (bound & 4 == 4).then_some(&text),
        };
        let _ = (catalog.count_triples(pattern), catalog.triples(pattern, 1_000));
    }
}

/// A segment of graphs with a term of the other and some new ones.
fn graphs() -> Vec<u8> {
    let mut builder = GraphSegmentBuilder::new();
    for n in 0..9u64 {
        let (subject, number) = (format!("https://e/{n}"), Term::integer(n));
        let object = if n % 2 == 0 { number.as_ref() } else { TermRef::Blank("b") };
        let graph = (n % 3 == 0).then_some(TermRef::Iri("https://e/graph"));
        builder.push(TermRef::Iri(&subject), TermRef::Iri(vocab::SUMMARY), object, graph);
    }
    builder.build().expect("a small segment")
}
