//! Any bytes as an archive, and any bytes as the tar within a good gzip frame.
#![no_main]

use ggen_marketplace_core::install::archive;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = archive::read(bytes, &archive::Limits::default());
});
