//! Key files: read, made, and looked at with suspicion. What is inside them is core's business.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ggen_marketplace_core::trust::{PublicKey, SecretKey};

use crate::failure::Failure;

/// Longest key or signature file that is read: far more than any of ours has.
const MAX_FILE_BYTES: u64 = 64 * 1024;

/// Reads a private key (PKCS#8 PEM).
///
/// # Errors
/// [`Failure::Io`] or [`Failure::Key`].
pub(crate) fn read_secret(path: &Path) -> Result<SecretKey, Failure> {
    let mut file = read(path)?;
    let key = SecretKey::from_pem(&file);
    // The file's copy must not outlive the key, which wipes itself.
    file.fill(0);
    key.map_err(|error| Failure::Key { path: path.into(), error })
}

/// Reads a public key (SPKI PEM).
///
/// # Errors
/// [`Failure::Io`] or [`Failure::Key`].
pub(crate) fn read_public(path: &Path) -> Result<PublicKey, Failure> {
    PublicKey::from_pem(&read(path)?).map_err(|error| Failure::Key { path: path.into(), error })
}

/// Reads several public keys.
///
/// # Errors
/// As [`read_public`], for the first that fails.
pub(crate) fn read_publics(paths: &[PathBuf]) -> Result<Vec<PublicKey>, Failure> {
    paths.iter().map(|path| read_public(path)).collect()
}

/// Reads a small file whole.
///
/// # Errors
/// [`Failure::Io`]; a file too large is read to one byte beyond the bound, and refused by its reader.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(Failure::io("open", path))?;
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(Failure::io("read", path))?;
    Ok(bytes)
}

/// Draws a key at random.
///
/// # Errors
/// [`Failure::NoRandomness`] if the system has none to give.
pub(crate) fn draw() -> Result<SecretKey, Failure> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| Failure::NoRandomness(io::Error::other(error)))?;
    let key = SecretKey::from_seed(seed);
    seed.fill(0);
    Ok(key)
}

/// Where the public half of `private` goes: `public.pem` for `private.pem`, else `NAME.pub.pem`.
pub(crate) fn public_path(private: &Path) -> PathBuf {
    let stem = private.file_stem().unwrap_or_default().to_string_lossy();
    match &*stem {
        "private" => private.with_file_name("public.pem"),
        stem => private.with_file_name(format!("{stem}.pub.pem")),
    }
}

/// What is wrong with how a private key file lies on disk.
pub(crate) fn too_open(path: &Path) -> Option<String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        const OTHERS: u32 = 0o077;
        let mode = fs::metadata(path).ok()?.permissions().mode() & 0o777;
        if mode & OTHERS != 0 {
            return Some(format!("permissions {mode:04o} let others use this private key: expected 0600"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(private: &str, public: &str) {
        assert_eq!(public_path(Path::new(private)), Path::new(public));
    }

    #[test]
    fn the_public_half_stands_beside_the_private_one() {
        check("private.pem", "public.pem");
        check("keys/private.pem", "keys/public.pem");
        check("signing.key", "signing.pub.pem");
        check("k", "k.pub.pem");
    }
}
