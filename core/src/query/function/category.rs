//! Unicode's general categories (Unicode Standard, 4.5): which characters `\p{Lu}` means.

use super::charset::CharSet;

/// Categories in the order of their numbers in [`TABLE`].
const NAMES: [&str; 29] = [
    "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf",
    "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Co", "Cn",
];

/// All code points from 0 in runs of one category. A run is a byte with the category in the lower five bits and
/// the length in the upper three; if that is 0, the length follows, seven bits a byte, the lowest first, and the
/// eighth says that more follow.
const TABLE: &[u8] = include_bytes!("category.bin");

/// The characters of a category or, by one letter, of several; `None` for other names.
pub(super) fn category(name: &str) -> Option<CharSet> {
    let is_known = !name.is_empty() && NAMES.iter().any(|known| known.starts_with(name));
    is_known.then(|| characters(|category| category.starts_with(name)))
}

/// The characters of all categories that `wanted` picks.
pub(super) fn characters(wanted: impl Fn(&str) -> bool) -> CharSet {
    let mut set = CharSet::default();
    let mut at = 0;
    let mut bytes = TABLE.iter().copied();
    while let Some(byte) = bytes.next() {
        let length = match u32::from(byte >> 5) {
            0 => long_length(&mut bytes),
            short => short,
        };
        if NAMES.get(usize::from(byte & 31)).is_some_and(|name| wanted(name)) {
            set.add(at, at + length - 1);
        }
        at += length;
    }
    set
}

fn long_length(bytes: &mut impl Iterator<Item = u8>) -> u32 {
    let mut length = 0;
    let mut shift = 0;
    for byte in bytes {
        length |= u32::from(byte & 127) << shift;
        shift += 7;
        if byte < 128 {
            break;
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    #[test]
    fn the_table_is_that_of_the_regex_crate() {
        let all: String = ('\0'..=char::MAX).collect();
        for name in NAMES.into_iter().chain(["L", "M", "N", "P", "S", "Z", "C"]) {
            let mut expected = CharSet::default();
            let pattern = regex::Regex::new(&alloc::format!(r"\p{{{name}}}+")).unwrap();
            for found in pattern.find_iter(&all) {
                let mut ends = [found.as_str().chars().next(), found.as_str().chars().next_back()];
                let [first, last] = ends.each_mut().map(|c| u32::from(c.take().unwrap()));
                expected.add(first, last);
            }
            let found = category(name).unwrap();
            let surrogates = |set: &CharSet| set.without_surrogates();
            assert_eq!(surrogates(&found), surrogates(&expected), "{name}");
        }
        assert!(category("").is_none() && category("X").is_none() && category("Lux").is_none());
    }
}
