//! Any bytes: a statement that is accepted is written back byte for byte.
#![no_main]

use ggen_marketplace_core::model::Statement;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(statement) = Statement::parse(bytes) {
        assert_eq!(statement.to_bytes(), bytes);
    }
});
