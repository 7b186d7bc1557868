//! Codes of what can go wrong in this host; those of core are in `ggen_marketplace_core::error`.

use ggen_marketplace_core::error;

/// Every code of this host with what it means.
pub(crate) const CODES: &[(&str, &str)] = &[
    ("cli/clock", "The system's clock shows a time before 1970 or after 9999"),
    ("cli/in-the-way", "A file that would be overwritten is not what the command writes"),
    ("cli/io", "The file system refused something"),
    ("cli/lockfile", "A lockfile (`ggen.lock`) is not one"),
    ("cli/no-home", "There is neither `GGEN_HOME` nor a home directory"),
    ("cli/not-text", "A line of a file of queries is not UTF-8"),
    ("cli/output", "Standard output cannot be written"),
    ("cli/too-large", "A file is larger than it can be"),
    ("cli/usage", "The command line is wrong"),
    ("import/duplicate", "A release to be imported is there already"),
    ("import/helper-failed", "The program that reads compressed package lists failed"),
    ("import/no-apt-helper", "A package list is compressed, and the program that reads it is missing"),
    ("import/no-lists", "A folder holds no Debian package lists"),
    ("import/no-v1-registry", "A folder is not a V1 registry"),
    ("install/installed", "A package of that name is installed already"),
    ("install/not-ours", "Something that was not installed is where a package would go"),
    ("install/reserved-name", "A package has the name of the lockfile"),
    ("key/exists", "A key file would be overwritten"),
    ("key/no-randomness", "The system gives no random bytes"),
    ("key/problems", "A key file should not be used as it is"),
    ("publish/confusable-name", "A new name differs from another package's only in case or punctuation"),
    ("publish/exists", "This version of the package is published already"),
    ("publish/name-not-text", "The name of a file in a package directory is not UTF-8"),
    ("publish/no-manifest", "A package directory holds no `package.toml`"),
    ("publish/special-file", "A package directory holds a link, a device or the like"),
    ("publish/too-large", "The files of a package directory are too large together"),
    ("registry/file-missing", "A file that the registry refers to is not there"),
    ("registry/full", "A catalogue would have more segments than its list can name"),
    ("registry/none", "There is no registry in the folder"),
    ("registry/unknown-package", "The registry has no package of that name"),
    ("registry/unknown-version", "The registry has no such version of the package"),
];

/// Whether `code` is listed here or in core.
pub(crate) fn is_listed(code: &str) -> bool {
    error::meaning(code).is_some() || CODES.iter().any(|(listed, _)| *listed == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_none_is_one_of_cores() {
        assert!(CODES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(CODES.iter().all(|(code, _)| error::meaning(code).is_none()));
    }
}
