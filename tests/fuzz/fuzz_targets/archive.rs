//! Any bytes as the tar file within a good gzip frame, and as the archive itself.
#![no_main]

use ggen_marketplace_core::install::archive::{self, Limits};

/// A gzip member that stores `content` in one uncompressed block (RFC 1951, section 3.2.4).
fn gzip(content: &[u8]) -> Vec<u8> {
    let len = u16::try_from(content.len()).unwrap_or(u16::MAX);
    let content = &content[..usize::from(len)];
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255, 1];
    out.extend(len.to_le_bytes());
    out.extend((!len).to_le_bytes());
    out.extend(content);
    out.extend(crc32(content).to_le_bytes());
    out.extend(u32::from(len).to_le_bytes());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = !0u32;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    let _ = archive::read(bytes, &limits);
    let _ = archive::read_foreign(&gzip(bytes), &limits);
});
