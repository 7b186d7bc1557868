//! Files that are never packed, because they are secrets, or not part of what the author made.
//!
//! | files | why |
//! |---|---|
//! | `.git`, `.hg`, `.svn`, anywhere | history of version control |
//! | `target` at the top, `node_modules` anywhere | output of a build, dependencies of others |
//! | `.env` and `.env.…` but `.env.example`, anywhere | secrets of an environment |
//! | `*.pem *.key *.p12 *.pfx *.sig`, `id_rsa` and the like | keys and signatures |
//! | any file that begins as a PEM private key | a key under another name |
//! | `.DS_Store`, `Thumbs.db`, `*.swp`, `*~` | traces of a desktop or an editor |
//!
//! Names are compared without regard to case.

use alloc::string::String;

/// A file that was left out of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excluded {
    /// Its path in the package directory, as the host gave it: outside text.
    pub path: String,
    /// Why.
    pub reason: &'static str,
}

/// Why a file is not packed, if it is not. A host may ask this of a folder (with no content) to skip all of it.
#[must_use]
pub fn why_excluded(path: &str, content: &[u8]) -> Option<&'static str> {
    let path = path.to_ascii_lowercase();
    let mut components = path.split('/');
    if components.clone().next() == Some("target") {
        return Some("output of a build");
    }
    components.find_map(why_component).or_else(|| is_private_key(content).then_some("a private key"))
}

fn why_component(name: &str) -> Option<&'static str> {
    const KEY_ENDINGS: [&str; 5] = [".pem", ".key", ".p12", ".pfx", ".sig"];
    match name {
        ".git" | ".hg" | ".svn" => Some("history of version control"),
        "node_modules" => Some("dependencies of others"),
        ".env.example" => None,
        ".env" => Some("secrets of an environment"),
        "id_rsa" | "id_dsa" | "id_ecdsa" | "id_ed25519" => Some("a private key"),
        ".ds_store" | "thumbs.db" => Some("traces of a desktop"),
        name if name.starts_with(".env.") => Some("secrets of an environment"),
        name if KEY_ENDINGS.iter().any(|ending| name.ends_with(ending)) => Some("a key or a signature"),
        name if name.ends_with(".swp") || name.ends_with('~') => Some("traces of an editor"),
        _ => None,
    }
}

/// Whether the content begins with the first line of a PEM private key of any kind.
fn is_private_key(content: &[u8]) -> bool {
    let line = content.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii();
    line.starts_with(b"-----BEGIN ") && line.ends_with(b"PRIVATE KEY-----")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn excluded(path: &str) {
        assert!(why_excluded(path, b"").is_some(), "{path} was packed");
    }

    #[track_caller]
    fn packed(path: &str) {
        assert_eq!(why_excluded(path, b"-----BEGIN PUBLIC KEY-----\n"), None, "{path}");
    }

    #[test]
    fn secrets_and_by_products_are_left_out() {
        for path in [
            ".git/config",
            "sub/.git",
            "target/debug/x",
            "a/node_modules/b",
            ".env",
            "a/.ENV.local",
            "my.pem",
            "Key.KEY",
            ".ssh/id_ed25519",
            ".DS_Store",
            "a.rs~",
            "release.sig",
        ] {
            excluded(path);
        }
        assert_eq!(
            why_excluded("notes.txt", b"-----BEGIN OPENSSH PRIVATE KEY-----\r\nx"),
            Some("a private key")
        );
    }

    #[test]
    fn ordinary_files_are_packed() {
        for path in ["README.md", ".gitignore", "src/target/x", ".env.example", "keys.md", "a/.github/x.yml"]
        {
            packed(path);
        }
    }
}
