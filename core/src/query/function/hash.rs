//! Hash functions (SPARQL 1.1, 17.4.6) of the UTF-8 bytes of a plain string, in lower-case hexadecimal.

use alloc::string::String;

use crate::query::tree::Function;
use sha1::Digest;

use super::super::value::Value;
use super::{Args, exactly, simple};

pub(super) fn hash(function: &Function, args: Args<'_>) -> Option<Value> {
    let [value] = exactly(args)?;
    let bytes = simple(&value)?.as_bytes();
    Some(Value::String(match function {
        Function::Md5 => hex(&md5::Md5::digest(bytes)),
        Function::Sha1 => hex(&sha1::Sha1::digest(bytes)),
        Function::Sha256 => hex(&sha2::Sha256::digest(bytes)),
        Function::Sha384 => hex(&sha2::Sha384::digest(bytes)),
        Function::Sha512 => hex(&sha2::Sha512::digest(bytes)),
        _ => return None,
    }))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}
