//! One gzip member ([RFC 1952]) and nothing else, unpacked into no more memory than it declares.
//!
//! ```text
//! 1f 8b 08 flags | mtime(4) xfl os | [name NUL] | deflate … | CRC-32(4) length(4)
//! ```
//! The one flag allowed is 08, for the name that tar programs like to put there; it is read past. No comment,
//! extra field or header checksum; no second member; no trailing bytes. Published archives have no name either.
//!
//! [RFC 1952]: https://www.rfc-editor.org/rfc/rfc1952

use alloc::vec;
use alloc::vec::Vec;

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

use super::{ArchiveError, Limits};
use crate::codec::crc32;

const HEADER_BYTES: usize = 10;
const NAMED: u8 = 0x08;
/// Longest name in a header, with its NUL.
const MAX_NAME_BYTES: usize = 256;

/// The header that we write: no time, no hint about compression, unknown system.
pub(super) const HEADER: [u8; HEADER_BYTES] = [0x1f, 0x8b, 0x08, 0x00, 0, 0, 0, 0, 0, 0xff];

/// Unpacks `file`, whose unpacked length must stay within `limits` as declared at its end.
pub(super) fn unpack(file: &[u8], limits: &Limits) -> Result<Vec<u8>, ArchiveError> {
    let bad = |expected| ArchiveError::Gzip { expected };
    let body = skip_header(file)?;
    let (body, length) = body.split_last_chunk::<4>().ok_or(bad("a trailer of 8 bytes"))?;
    let (body, crc) = body.split_last_chunk::<4>().ok_or(bad("a trailer of 8 bytes"))?;
    let declared = u64::from(u32::from_le_bytes(*length));
    check_declared(declared, file.len() as u64, limits)?;
    let content = inflate(body, declared)?;
    if crc32(&content) == u32::from_le_bytes(*crc) { Ok(content) } else { Err(ArchiveError::Crc) }
}

fn skip_header(file: &[u8]) -> Result<&[u8], ArchiveError> {
    let bad = |expected| ArchiveError::Gzip { expected };
    let (header, body) = file.split_first_chunk::<HEADER_BYTES>().ok_or(bad("a header of 10 bytes"))?;
    match header {
        [0x1f, 0x8b, 0x08, 0, ..] => Ok(body),
        [0x1f, 0x8b, 0x08, NAMED, ..] => {
            let end = body.iter().take(MAX_NAME_BYTES).position(|byte| *byte == 0);
            end.and_then(|end| body.get(end + 1..)).ok_or(bad("a name of at most 255 bytes"))
        }
        _ => Err(bad("the gzip header 1f 8b 08, with no flag but that of a name")),
    }
}

/// The length is declared before anything is unpacked: that is where a bomb is refused.
fn check_declared(declared: u64, packed: u64, limits: &Limits) -> Result<(), ArchiveError> {
    if packed > limits.max_archive_bytes {
        return Err(ArchiveError::TooLarge { found: packed, max: limits.max_archive_bytes });
    }
    let max = limits.max_unpacked_bytes;
    if declared > max {
        return Err(ArchiveError::TooLarge { found: declared, max });
    }
    if declared > Limits::RATIO_FREE_BYTES && declared / packed.max(1) > limits.max_ratio {
        return Err(ArchiveError::Ratio { packed, unpacked: declared, max: limits.max_ratio });
    }
    Ok(())
}

fn inflate(body: &[u8], declared: u64) -> Result<Vec<u8>, ArchiveError> {
    let too_large = ArchiveError::TooLarge { found: declared, max: usize::MAX as u64 };
    let mut content = vec![0; usize::try_from(declared).map_err(|_| too_large)?];
    let flags = inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut state = DecompressorOxide::new();
    let (status, read, written) = decompress(&mut state, body, &mut content, 0, flags);
    match status {
        TINFLStatus::Done if read == body.len() && written == content.len() => Ok(content),
        TINFLStatus::Done if read < body.len() => {
            Err(ArchiveError::Gzip { expected: "one member and nothing after it" })
        }
        TINFLStatus::Done => Err(ArchiveError::Gzip { expected: "the length that its trailer declares" }),
        TINFLStatus::HasMoreOutput => {
            Err(ArchiveError::Gzip { expected: "no more than the length that its trailer declares" })
        }
        _ => Err(ArchiveError::Gzip { expected: "a valid deflate stream" }),
    }
}

/// Packs `content`; the same content gives the same bytes.
#[cfg(feature = "std")]
pub(super) fn pack(content: &[u8]) -> Vec<u8> {
    const LEVEL: u8 = 9;
    let mut file = HEADER.to_vec();
    file.extend(miniz_oxide::deflate::compress_to_vec(content, LEVEL));
    file.extend(crc32(content).to_le_bytes());
    // RFC 1952, section 2.3.1: the length modulo 2^32; what is longer is not packed at all.
    file.extend((content.len() as u32).to_le_bytes());
    file
}

#[cfg(test)]
#[cfg(feature = "std")]
mod tests {
    use super::*;
    use crate::error::Coded as _;

    const CONTENT: &[u8] = b"content content content";

    #[track_caller]
    fn refused(file: &[u8], code: &str) {
        let error = unpack(file, &Limits::default()).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
    }

    #[test]
    fn content_survives() {
        for content in [&b""[..], CONTENT, &[0; 100_000]] {
            assert_eq!(unpack(&pack(content), &Limits::default()).unwrap(), content);
        }
    }

    #[test]
    fn every_flag_but_that_of_a_name_is_refused() {
        for flag in [1, 2, 4, 9, 16, 32, 64, 128] {
            let mut file = pack(CONTENT);
            file[3] = flag;
            refused(&file, "archive/bad-gzip");
        }
    }

    #[test]
    fn a_name_is_read_past_unless_it_has_no_end() {
        let packed = pack(CONTENT);
        let named = |name: &[u8]| {
            [&[0x1f, 0x8b, 0x08, NAMED], &packed[4..HEADER_BYTES], name, &packed[HEADER_BYTES..]].concat()
        };
        assert_eq!(unpack(&named(b"demo.tar\0"), &Limits::default()).unwrap(), CONTENT);
        refused(&named(&[b'x'; 300]), "archive/bad-gzip");
        refused(&[0x1f, 0x8b, 0x08, NAMED, 0, 0, 0, 0, 0, 0, b'x'], "archive/bad-gzip");
    }

    #[test]
    fn a_second_member_and_trailing_bytes_are_refused() {
        refused(&[pack(CONTENT), pack(CONTENT)].concat(), "archive/bad-gzip");
        let mut longer = pack(CONTENT);
        longer.push(0);
        assert!(unpack(&longer, &Limits::default()).is_err());
        // The trailer moved behind the extra byte, so that only the deflate stream is too long.
        let mut padded = pack(CONTENT);
        padded.insert(padded.len() - 8, 0);
        refused(&padded, "archive/bad-gzip");
    }

    #[test]
    fn a_length_that_lies_is_refused() {
        for lie in [0, CONTENT.len() as u32 - 1, CONTENT.len() as u32 + 1] {
            let mut file = pack(CONTENT);
            let at = file.len() - 4;
            file[at..].copy_from_slice(&lie.to_le_bytes());
            refused(&file, "archive/bad-gzip");
        }
    }

    #[test]
    fn a_wrong_checksum_is_refused() {
        let mut file = pack(CONTENT);
        let at = file.len() - 5;
        file[at] ^= 1;
        refused(&file, "archive/crc-mismatch");
    }

    #[test]
    fn a_file_cut_off_anywhere_is_refused() {
        let file = pack(CONTENT);
        for length in 0..file.len() {
            assert!(unpack(&file[..length], &Limits::default()).is_err(), "{length} bytes were accepted");
        }
    }

    #[test]
    fn a_bomb_is_refused_by_what_it_declares() {
        let bomb = pack(&alloc::vec![0; 20 << 20]);
        refused(&bomb, "archive/ratio");
        let mut giant = pack(CONTENT);
        let at = giant.len() - 4;
        giant[at..].copy_from_slice(&u32::MAX.to_le_bytes());
        refused(&giant, "archive/too-large");
    }
}
