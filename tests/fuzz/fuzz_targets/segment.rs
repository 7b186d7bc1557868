//! A segment with some bytes changed and its checksums mended, so that the readers behind them are reached.
#![no_main]

use std::sync::OnceLock;

use ggen_marketplace_core::catalog::{Catalog, SegmentBuilder, TermPattern};
use ggen_marketplace_core::model::{Level, Manifest, PackageName, Record, Version};
use ggen_marketplace_core::search::Query;

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
    builder.build(&mut |_, _, _| {}).expect("a small segment")
}

/// Writes the checksums that the changed sections and header need.
fn mend(segment: &mut [u8]) {
    for entry in 0..8 {
        let at = 32 + 56 * entry;
        let number = |at: usize| u64::from_le_bytes(segment[at..at + 8].try_into().expect("8 bytes")) as usize;
        let (start, len) = (number(at + 8), number(at + 16));
        if let Some(section) = segment.get(start..start.saturating_add(len)) {
            let crc = crc32(&[section]);
            segment[at + 4..at + 8].copy_from_slice(&crc.to_le_bytes());
        }
    }
    let crc = crc32(&[&segment[..24], &[0; 4], &segment[28..480]]);
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
        let at = 480 + usize::from(at) % (segment.len() - 480);
        segment[at] = byte;
    }
    mend(&mut segment);
    let Ok(catalog) = Catalog::open(vec![segment]) else { return };
    let _ = (catalog.check(), catalog.cards(), catalog.info("package-7", None));
    let _ = catalog.triples(TermPattern::default(), 10_000);
    let _ = catalog.search(&Query::new("package descrption"));
    let _ = catalog.similar_names("packge-7");
});
