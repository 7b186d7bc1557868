//! CRC-32 (ISO-HDLC, as in gzip) with one kilobyte of table.
//!
//! For WebAssembly only: the crate that is used elsewhere brings 16 KB of table, which does not compress.

/// Bytes taken at once where the input is long.
const SLICES: usize = 8;
/// From this length on, making the other tables is worth it.
const LONG: usize = 16 * 1024;

type Table = [u32; 256];

static TABLE: Table = table();

/// The CRC-32 of `bytes`.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    let (crc, rest) = match bytes.as_chunks::<SLICES>() {
        (chunks, rest) if bytes.len() >= LONG => (sliced(u32::MAX, chunks), rest),
        _ => (u32::MAX, bytes),
    };
    !rest.iter().fold(crc, |crc, byte| crc >> 8 ^ TABLE[usize::from(crc as u8 ^ byte)])
}

fn sliced(mut crc: u32, chunks: &[[u8; SLICES]]) -> u32 {
    let tables = tables();
    for &[a, b, c, d, rest @ ..] in chunks {
        let [a, b, c, d] = (crc ^ u32::from_le_bytes([a, b, c, d])).to_le_bytes();
        let [e, f, g, h] = rest;
        let bytes = [h, g, f, e, d, c, b, a];
        crc = tables.iter().zip(bytes).fold(0, |crc, (table, byte)| crc ^ table[usize::from(byte)]);
    }
    crc
}

/// Table `n` steps over `n` bytes of zero.
fn tables() -> [Table; SLICES] {
    let mut tables = [TABLE; SLICES];
    for n in 1..SLICES {
        tables[n] = tables[n - 1].map(|crc| crc >> 8 ^ TABLE[usize::from(crc as u8)]);
    }
    tables
}

const fn table() -> Table {
    const POLYNOMIAL: u32 = 0xedb8_8320;
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let (mut crc, mut bit) = (byte as u32, 0);
        while bit < 8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ POLYNOMIAL } else { crc >> 1 };
            bit += 1;
        }
        table[byte] = crc;
        byte += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn it_is_that_of_the_crate() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        let bytes: Vec<u8> =
            (0..LONG as u32 + 99).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for length in [0, 1, 7, 8, 9, 300, LONG - 1, LONG, LONG + 1, LONG + 99] {
            assert_eq!(crc32(&bytes[..length]), crc32fast::hash(&bytes[..length]), "{length}");
        }
    }
}
