//! Local archives: installed under the rules of safety, refused without a trace.

use crate::sandbox::Sandbox;

/// One entry of a tar file.
struct Entry<'a> {
    path: &'a str,
    kind: u8,
    link: &'a str,
    content: &'a [u8],
}

const FILE: u8 = b'0';

fn file<'a>(path: &'a str, content: &'a [u8]) -> Entry<'a> {
    Entry { path, kind: FILE, link: "", content }
}

/// A ustar file (POSIX.1-2017, pax, "ustar Interchange Format").
fn tar(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut out = Vec::new();
    for entry in entries {
        let mut header = [0; 512];
        let mut put = |at: usize, text: &[u8]| header[at..at + text.len()].copy_from_slice(text);
        put(0, entry.path.as_bytes());
        put(100, b"0000644\0");
        put(108, b"0000000\0");
        put(116, b"0000000\0");
        put(124, format!("{:011o}\0", entry.content.len()).as_bytes());
        put(136, b"00000000000\0");
        put(148, b"        ");
        put(156, &[entry.kind]);
        put(157, entry.link.as_bytes());
        put(257, b"ustar\x0000");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        out.extend(header);
        out.extend(entry.content);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

/// A gzip file of stored blocks (RFC 1951, section 3.2.4; RFC 1952).
fn gzip(content: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let mut blocks = content.chunks(65_535).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap();
        out.push(u8::from(blocks.peek().is_none()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    out.extend(crc32(content).to_le_bytes());
    out.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 * (crc & 1)))
    })
}

#[track_caller]
fn refused(entries: &[Entry<'_>], code: &str) {
    let sandbox = Sandbox::new();
    sandbox.write("evil.tar.gz", gzip(&tar(entries)));
    std::fs::create_dir(sandbox.path("out")).unwrap();
    sandbox.refused("install ./evil.tar.gz --target out", 3, code);
    assert_eq!(std::fs::read_dir(sandbox.path("out")).unwrap().count(), 0, "something was left");
    sandbox.refused("install ./evil.tar.gz --target fresh", 3, code);
    assert!(!sandbox.exists("fresh"));
}

#[test]
fn a_local_archive_is_installed_under_its_own_name() {
    let sandbox = Sandbox::new();
    sandbox.write("demo.tar.gz", gzip(&tar(&[file("a/b.txt", b"hello")])));
    let installed = sandbox.ggen("install ./demo.tar.gz --target out").ok().json();
    assert_eq!((&installed["package"], &installed["level"]), (&"demo".into(), &"unsigned".into()));
    assert_eq!(sandbox.text("out/demo/a/b.txt"), "hello");
    sandbox.refused("install demo.tar.gz --target out", 1, "install/installed");
}

#[test]
fn a_manifest_in_a_local_archive_names_it() {
    let sandbox = Sandbox::new();
    let manifest = b"[package]\nname = \"real\"\nversion = \"1.2.3\"\ndescription = \"d\"\n";
    sandbox.write("whatever.tgz", gzip(&tar(&[file("package.toml", manifest)])));
    let installed = sandbox.ggen("install whatever.tgz --target out").ok().json();
    assert_eq!((&installed["package"], &installed["version"]), (&"real".into(), &"1.2.3".into()));
}

#[test]
fn a_manifest_cannot_name_a_path() {
    let sandbox = Sandbox::new();
    let manifest = b"[package]\nname = \"../../x\"\nversion = \"1.2.3\"\ndescription = \"d\"\n";
    sandbox.write("a.tar.gz", gzip(&tar(&[file("package.toml", manifest)])));
    let ran = sandbox.ggen("install ./a.tar.gz --target out").ok();
    assert_eq!(ran.json()["path"], "out/a");
    assert!(ran.stderr.contains("named after the archive"), "{}", ran.stderr);
}

#[test]
fn nothing_is_installed_over_the_lockfile() {
    let sandbox = Sandbox::new();
    sandbox.write("GGEN.lock.tar.gz", gzip(&tar(&[file("a", b"1")])));
    sandbox.refused("install ./GGEN.lock.tar.gz --target out --force", 1, "install/reserved-name");
    assert!(!sandbox.exists("out"));
}

#[test]
fn hostile_archives_leave_nothing_behind() {
    let entry = |kind: u8, link: &'static str| Entry { path: "x", kind, link, content: b"" };
    refused(&[file("../x", b"")], "archive/bad-path");
    refused(&[file("/etc/x", b"")], "archive/bad-path");
    refused(&[file("a/../../x", b"")], "archive/bad-path");
    refused(&[file("con.txt", b"")], "archive/bad-path");
    refused(&[entry(b'2', "/etc/passwd")], "archive/link");
    refused(&[entry(b'1', "y")], "archive/link");
    refused(&[entry(b'3', "")], "archive/special-file");
    refused(&[file("a", b"1"), file("a", b"2")], "archive/collision");
    refused(&[file("a", b"1"), file("A", b"2")], "archive/collision");
    refused(&[], "archive/empty");
}

#[test]
fn what_is_no_archive_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("a.tar.gz", "hello");
    sandbox.refused("install ./a.tar.gz --target out", 3, "archive/bad-gzip");
    let good = gzip(&tar(&[file("a", b"1")]));
    sandbox.write("a.tar.gz", &good[..good.len() - 5]);
    assert_eq!(sandbox.ggen("install ./a.tar.gz --target out").code, 3);
    sandbox.refused("install ./missing.tar.gz --target out", 1, "cli/io");
    assert!(!sandbox.exists("out"));
}

#[test]
fn a_local_archive_is_not_signed() {
    let sandbox = Sandbox::new();
    sandbox.write("demo.tar.gz", gzip(&tar(&[file("a", b"1")])));
    sandbox.refused("install ./demo.tar.gz --target out --verify-signature", 3, "verify/level-too-low");
}
