//! Hostile archives, each refused for its own reason by both readers; built here, byte by byte.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::archive::{read, read_foreign};
use super::{File, Limits, Tree, gzip, tar};
use crate::error::Coded as _;

/// A tar header with its content, changed field by field before the checksum is made.
struct Entry {
    header: [u8; 512],
    content: Vec<u8>,
}

impl Entry {
    fn new(path: &str, kind: u8, content: &[u8]) -> Self {
        let mut entry = Self { header: [0; 512], content: content.to_vec() };
        entry.set(0, path.as_bytes()).set(100, b"0000644\0").set(108, b"0000000\x000000000\0");
        let size = alloc::format!("{:011o}\0", content.len());
        entry.set(124, size.as_bytes()).set(136, b"00000000000\0").set(156, &[kind]);
        entry.set(257, b"ustar\x0000").set(329, b"0000000\x000000000\0");
        entry
    }

    fn set(&mut self, at: usize, bytes: &[u8]) -> &mut Self {
        self.header[at..at + bytes.len()].copy_from_slice(bytes);
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut header = self.header;
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(alloc::format!("{sum:06o}\0 ").as_bytes());
        let mut bytes = [&header[..], &self.content].concat();
        bytes.resize(bytes.len().next_multiple_of(512), 0);
        bytes
    }
}

fn file(path: &str) -> Vec<u8> {
    Entry::new(path, b'0', b"hello").bytes()
}

fn folder(path: &str) -> Vec<u8> {
    let mut entry = Entry::new(path, b'5', b"");
    entry.set(100, b"0000755\0").bytes()
}

fn link(kind: u8, path: &str, to: &str) -> Vec<u8> {
    Entry::new(path, kind, b"").set(157, to.as_bytes()).bytes()
}

fn changed(at: usize, bytes: &[u8]) -> Vec<u8> {
    Entry::new("a", b'0', b"hello").set(at, bytes).bytes()
}

fn packed(entries: &[Vec<u8>]) -> Vec<u8> {
    gzip::pack(&[entries.concat(), vec![0; 1024]].concat())
}

#[track_caller]
fn refused(entries: &[Vec<u8>], code: &str) {
    archive_refused(&packed(entries), code);
}

#[track_caller]
fn archive_refused(archive: &[u8], code: &str) {
    for read in [read, read_foreign] {
        let error = read(archive, &Limits::default()).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
    }
}

#[test]
fn an_honest_archive_is_accepted() {
    let archive = packed(&[file("README"), folder("bin/"), file("bin/a")]);
    let tree = read(&archive, &Limits::default()).unwrap();
    assert_eq!(tree.files().keys().collect::<Vec<_>>(), ["README", "bin/a"]);
    assert_eq!(read_foreign(&archive, &Limits::default()), Ok(tree));
}

#[test]
fn a_path_out_of_the_tree_is_refused() {
    for path in
        ["../a", "a/../../b", "/etc/passwd", "//a", "././a", ".//a", "./../a", "a/./b", "a//b", "", "..", "."]
    {
        refused(&[file(path)], "archive/bad-path");
    }
}

#[test]
fn a_path_that_some_system_reads_otherwise_is_refused() {
    for path in [
        "a\\b", "..\\a", "c:\\a", "c:a", "a:stream", "con", "con.txt", "NUL", "a.", "a ", "a\u{7}", "ä",
        "a\u{308}",
    ] {
        refused(&[file(path)], "archive/bad-path");
    }
    refused(&[file(".ggen-installed")], "archive/bad-path");
}

#[test]
fn a_path_too_deep_is_refused() {
    refused(&[file(&("a/".repeat(32) + "a"))], "archive/bad-path");
}

#[test]
fn links_are_refused() {
    refused(&[link(b'2', "a", "/etc/passwd")], "archive/link");
    refused(&[link(b'2', "a", "b"), file("a/c")], "archive/link");
    refused(&[folder("a/"), link(b'2', "a", "/tmp")], "archive/link");
    refused(&[file("b"), link(b'1', "a", "b")], "archive/link");
    refused(&[link(b'1', "a", "../../b")], "archive/link");
    refused(&[link(b'0', "a", "b")], "archive/bad-header");
    refused(&[link(b'5', "a/", "b")], "archive/bad-header");
}

#[test]
fn devices_and_unknown_types_are_refused() {
    for kind in *b"3467" {
        refused(&[Entry::new("a", kind, b"").bytes()], "archive/special-file");
    }
    for kind in *b"xgLKSVMDNX8\0" {
        refused(&[Entry::new("a", kind, b"").bytes()], "archive/extension");
    }
}

#[test]
fn a_pax_header_that_renames_or_resizes_is_refused() {
    let path = Entry::new("PaxHeaders/a", b'x', b"16 path=../evil\n").bytes();
    let size = Entry::new("PaxHeaders/a", b'x', b"12 size=999\n").bytes();
    let global = Entry::new("pax_global_header", b'g', b"12 size=999\n").bytes();
    let long = Entry::new("././@LongLink", b'L', b"../evil\0").bytes();
    for extension in [path, size, global, long] {
        refused(&[extension, file("a")], "archive/extension");
    }
}

#[test]
fn permissions_beyond_those_of_a_file_are_refused() {
    for mode in ["0004755\0", "0002755\0", "0001755\0", "0000666\0", "0000777\0", "0100644\0"] {
        refused(&[changed(100, mode.as_bytes())], "archive/bad-mode");
    }
    refused(&[changed(100, b"rw-r--r-")], "archive/bad-header");
}

#[test]
fn two_entries_in_one_place_are_refused() {
    refused(&[file("a"), file("a")], "archive/collision");
    refused(&[file("a"), file("./a")], "archive/collision");
    refused(&[file("README"), file("readme")], "archive/collision");
    refused(&[folder("A/"), file("A/b"), folder("a/"), file("a/b")], "archive/collision");
    refused(&[folder("a/"), folder("a/"), file("a/b")], "archive/collision");
    refused(&[file("a"), file("a/b")], "archive/collision");
    refused(&[file("a/b"), file("a")], "archive/collision");
    refused(&[folder("a/"), file("a")], "archive/collision");
}

#[test]
fn an_entry_whose_kind_and_path_disagree_is_refused() {
    refused(&[file("a/")], "archive/bad-header");
    refused(&[Entry::new("a", b'5', b"").bytes()], "archive/bad-header");
    refused(&[Entry::new("a/", b'5', b"content").bytes()], "archive/bad-header");
}

#[test]
fn numbers_of_another_spelling_are_refused() {
    refused(&[changed(124, &[0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5])], "archive/bad-header");
    refused(&[changed(124, b"-0000000005\0")], "archive/bad-header");
    refused(&[changed(124, b"           5")], "archive/bad-header");
    refused(&[changed(124, b"000000000059")], "archive/bad-header");
    refused(&[changed(124, &[0; 12])], "archive/bad-header");
}

#[test]
fn bytes_hidden_behind_a_name_or_a_file_are_refused() {
    refused(&[changed(0, b"a\0b")], "archive/bad-header");
    refused(&[changed(345, b"p\0q")], "archive/bad-header");
    refused(&[changed(0, b"\xff")], "archive/bad-header");
    refused(&[changed(500, b"x")], "archive/bad-header");
    let mut hidden = file("a");
    hidden[1023] = 1;
    refused(&[hidden], "archive/bad-header");
}

#[test]
fn another_format_is_refused() {
    refused(&[changed(257, &[0; 8])], "archive/not-tar");
    refused(&[changed(257, b"ustar\x0001")], "archive/not-tar");
    let gnu_with_prefix = Entry::new("a", b'0', b"").set(257, b"ustar  \0").set(345, b"prefix").bytes();
    refused(&[gnu_with_prefix], "archive/not-tar");
    archive_refused(b"PK\x03\x04", "archive/bad-gzip");
    archive_refused(&[file("a"), vec![0; 1024]].concat(), "archive/bad-gzip");
    archive_refused(b"", "archive/bad-gzip");
}

#[test]
fn a_header_with_another_checksum_is_refused() {
    for at in (0..512).filter(|at| !(148..156).contains(at) && !(257..265).contains(at)) {
        let mut entry = file("a");
        entry[at] ^= 1;
        refused(&[entry], "archive/bad-checksum");
    }
}

#[test]
fn an_archive_that_ends_otherwise_is_refused() {
    let ending = |end: &[u8]| gzip::pack(&[&file("a"), end].concat());
    archive_refused(&ending(&[]), "archive/truncated");
    archive_refused(&ending(&[0; 100]), "archive/truncated");
    archive_refused(&ending(&[0; 512]), "archive/bad-end");
    archive_refused(&ending(&[0; 1025]), "archive/bad-end");
    archive_refused(&ending(&[&[0; 1024][..], &file("b"), &[0; 1024]].concat()), "archive/bad-end");
    archive_refused(&ending(&[&[0; 512][..], &file("b")].concat()), "archive/bad-end");
    archive_refused(&ending(&[0; 512 * 22]), "archive/bad-end");
    archive_refused(&packed(&[]), "archive/empty");
    archive_refused(&packed(&[folder("a/")]), "archive/empty");
}

#[test]
fn a_size_beyond_the_end_is_refused() {
    refused(&[changed(124, b"00000004000\0")], "archive/truncated");
    refused(&[changed(124, b"77777777777\0")], "archive/truncated");
}

#[test]
fn more_than_the_limits_allow_is_refused() {
    let archive = packed(&[file("a"), file("b"), file("c")]);
    let check = |limits: Limits, code: &str| {
        assert_eq!(read(&archive, &limits).unwrap_err().code(), code);
        assert_eq!(read_foreign(&archive, &limits).unwrap_err().code(), code);
    };
    check(Limits { max_entries: 2, ..Limits::default() }, "archive/too-many");
    check(Limits { max_archive_bytes: 20, ..Limits::default() }, "archive/too-large");
    check(Limits { max_unpacked_bytes: 4000, ..Limits::default() }, "archive/too-large");
    assert!(read(&archive, &Limits { max_entries: 3, ..Limits::default() }).is_ok());
}

/// Safe, so [`read_foreign`] takes it; but published archives have one form.
#[track_caller]
fn foreign_only(archive: &[u8]) {
    assert!(read_foreign(archive, &Limits::default()).is_ok());
    assert_eq!(read(archive, &Limits::default()).unwrap_err().code(), "archive/not-canonical");
}

#[test]
fn what_other_tar_programs_write_is_foreign() {
    foreign_only(&packed(&[file("b"), file("a")]));
    foreign_only(&packed(&[file("a/b")]));
    foreign_only(&packed(&[file("a/b"), folder("a/")]));
    foreign_only(&packed(&[folder("empty/"), file("z")]));
    foreign_only(&packed(&[folder("./"), file("./a"), folder("./b/"), file("./b/c")]));
    foreign_only(&packed(&[changed(136, b"14722233571\0")]));
    foreign_only(&packed(&[changed(108, b"0001750\0")]));
    foreign_only(&packed(&[changed(265, b"root")]));
    foreign_only(&packed(&[changed(100, b"0000664\0")]));
    foreign_only(&packed(&[changed(257, b"ustar  \0")]));
    foreign_only(&gzip::pack(&[file("a"), vec![0; 10_240 - 1024]].concat()));
    let mut dated = packed(&[file("a")]);
    dated[4] = 1;
    foreign_only(&dated);
}

#[test]
fn no_flipped_bit_of_an_archive_gives_the_same_tree_and_passes_as_published() {
    let archive = packed(&[file("README"), folder("bin/"), file("bin/a")]);
    let tree = read(&archive, &Limits::default()).unwrap();
    for at in 0..archive.len() {
        for bit in 0..8 {
            let mut flipped = archive.clone();
            flipped[at] ^= 1 << bit;
            // A deflate stream has more than one spelling; the digest of the archive tells them apart.
            let same = read(&flipped, &Limits::default()).is_ok_and(|read| read == tree);
            assert!(!same || (10..archive.len() - 8).contains(&at), "byte {at}");
        }
    }
}

fn any_tree() -> impl Strategy<Value = Tree> {
    let content = prop::collection::vec(any::<u8>(), 0..1200);
    let long = proptest::string::string_regex("[a-z]{40}/[a-z]{50}/[a-z]{60}").unwrap();
    let path = prop_oneof![proptest::string::string_regex("[a-c]{1,2}(/[d-f]{1,3}){0,3}").unwrap(), long];
    let files = prop::collection::vec((path, content, any::<bool>()), 1..12);
    files.prop_filter_map("paths that collide", |files| {
        let file = |(path, bytes, executable): (String, _, _)| (path, File { bytes, executable });
        Tree::new(files.into_iter().map(file)).ok()
    })
}

proptest! {
    #[test]
    fn a_tree_survives_its_archive(tree in any_tree()) {
        let archive = super::archive::write(&tree).unwrap();
        let limits = Limits::default();
        prop_assert_eq!(read(&archive, &limits), Ok(tree.clone()));
        prop_assert_eq!(read_foreign(&archive, &limits).map(|tree| tree.hash()), Ok(tree.hash()));
    }

    #[test]
    fn whatever_the_reader_accepts_it_can_write_and_read_again(noise in prop::collection::vec(any::<u8>(), 0..3000)) {
        let mut tar = tar::write(&Tree::new([("a".into(), File { bytes: noise.clone(), executable: false })]).unwrap()).unwrap();
        for (at, byte) in noise.iter().enumerate().take(40) {
            let place = (at * 131 + usize::from(*byte) * 7) % tar.len();
            tar[place] = *byte;
        }
        if let Ok(tree) = tar::read(&tar, &Limits::default()) {
            prop_assert_eq!(tar::read(&tar::write(&tree).unwrap(), &Limits::default()), Ok(tree));
        }
    }
}
