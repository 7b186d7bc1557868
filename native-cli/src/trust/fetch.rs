//! Files of a repository: from a folder, or by HTTP. What is in them is not looked at.
//!
//! A proxy is taken from the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`), certificates
//! of servers are checked as the system does, so a company's own authority works. Neither is what makes a
//! file trusted.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

use super::TrustFailure;
use crate::failure::Failure;

/// Longest wait for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// Longest wait for the next bytes of an answer.
const READ_TIMEOUT: Duration = Duration::from_secs(30);
/// A whole file may take this long, and one second more for each [`BYTES_PER_SECOND`]: a server that sends a
/// byte now and then does not hold us up for ever.
const FILE_TIMEOUT: Duration = Duration::from_secs(60);
/// The slowest transfer that is waited for.
const BYTES_PER_SECOND: u64 = 16 * 1024;
/// Most redirects that are followed.
const MAX_REDIRECTS: u32 = 5;

/// Where files come from.
#[derive(Debug)]
pub(crate) struct Source {
    address: String,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Folder(PathBuf),
    Web(Agent),
}

impl Source {
    /// The source at `address`: `https://…`, `http://…`, `file:///…` or a folder.
    ///
    /// # Errors
    /// [`TrustFailure::Address`] for any other scheme.
    pub(crate) fn at(address: &str) -> Result<Self, Failure> {
        let place = match address.split_once("://") {
            Some(("http" | "https", _)) => Place::Web(agent()),
            Some(("file", path)) if path.starts_with('/') => Place::Folder(plain(path).into()),
            None if !address.is_empty() => Place::Folder(address.into()),
            _ => return Err(TrustFailure::Address { address: address.to_owned() }.into()),
        };
        Ok(Self { address: address.trim_end_matches('/').to_owned(), place })
    }

    /// The address of the file `name`, which is percent-encoded.
    pub(crate) fn address(&self, name: &str) -> String {
        format!("{}/{name}", self.address)
    }

    /// The file `name`, at most `max` bytes and one; `None` if the source does not have it.
    ///
    /// # Errors
    /// [`Failure::Io`] or [`TrustFailure::Fetch`].
    pub(crate) fn read(&self, name: &str, max: u64) -> Result<Option<Vec<u8>>, Failure> {
        let Some(mut file) = self.open(name, max)? else { return Ok(None) };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(self.broken(name))?;
        Ok(Some(bytes))
    }

    /// As [`Source::read`], for a file that is too large for memory.
    ///
    /// # Errors
    /// As [`Source::read`]; what the reader says is told by [`Source::broken`].
    pub(crate) fn open(&self, name: &str, max: u64) -> Result<Option<Box<dyn Read>>, Failure> {
        let all = max.saturating_add(1);
        Ok(match &self.place {
            Place::Folder(folder) => open_file(&folder.join(plain_path(name)))?
                .map(|file| Box::new(file.take(all)) as Box<dyn Read>),
            Place::Web(agent) => {
                self.request(agent, name, all)?.map(|body| Box::new(body.take(all)) as Box<dyn Read>)
            }
        })
    }

    /// For `map_err`: the transfer of `name` broke off.
    pub(crate) fn broken(&self, name: &str) -> impl FnOnce(io::Error) -> Failure {
        let address = self.address(name);
        move |error| TrustFailure::Fetch { address, cause: error.to_string() }.into()
    }

    fn request(&self, agent: &Agent, name: &str, bytes: u64) -> Result<Option<impl Read + use<>>, Failure> {
        let address = self.address(name);
        let failed = |cause: String| Failure::from(TrustFailure::Fetch { address: address.clone(), cause });
        let whole = FILE_TIMEOUT + Duration::from_secs(bytes / BYTES_PER_SECOND);
        let request = agent.get(&address).config().timeout_global(Some(whole)).build();
        let response = request.call().map_err(|error| failed(error.to_string()))?;
        match response.status().as_u16() {
            200 => Ok(Some(response.into_body().into_reader())),
            // Stores that do not list their files say 403 where others say 404.
            403 | 404 | 410 => Ok(None),
            status => Err(failed(format!("the server answered with status {status}"))),
        }
    }
}

fn agent() -> Agent {
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    Agent::config_builder()
        .tls_config(tls)
        .timeout_connect(Some(CONNECT_TIMEOUT))
        .timeout_per_read(Some(READ_TIMEOUT))
        .max_redirects(MAX_REDIRECTS)
        .http_status_as_error(false)
        .user_agent(concat!("ggen/", env!("CARGO_PKG_VERSION")))
        .build()
        .into()
}

/// The file at `path`, at most `max` bytes and one; `None` if there is none.
///
/// # Errors
/// [`Failure::Io`].
pub(super) fn read_file(path: &Path, max: u64) -> Result<Option<Vec<u8>>, Failure> {
    let Some(file) = open_file(path)? else { return Ok(None) };
    let mut bytes = Vec::new();
    file.take(max.saturating_add(1)).read_to_end(&mut bytes).map_err(Failure::io("read", path))?;
    Ok(Some(bytes))
}

fn open_file(path: &Path) -> Result<Option<File>, Failure> {
    match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        file => file.map(Some).map_err(Failure::io("open", path)),
    }
}

/// A percent-encoded path as the names of folders and of a file, as a web server would look them up. A name
/// that would lead elsewhere stays encoded.
fn plain_path(path: &str) -> PathBuf {
    path.split('/').map(plain_name).collect()
}

fn plain_name(encoded: &str) -> String {
    let name = plain(encoded);
    let leads_elsewhere = matches!(&*name, "" | "." | "..") || name.contains(['/', '\\', ':', '\0']);
    if leads_elsewhere { encoded.to_owned() } else { name }
}

/// `text` with `%41` read as `A`; as it is, where that is no text.
fn plain(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        match (first, escaped(after)) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn escaped(digits: &[u8]) -> Option<u8> {
    let digits = digits.get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_a_web_server_does_and_stay_in_the_folder() {
        assert_eq!(plain_path("a%20b/c.d"), Path::new("a b/c.d"));
        assert_eq!(plain_path("..%2Fa/%2E%2E/b"), Path::new("..%2Fa/%2E%2E/b"));
        assert_eq!(plain("%41%zz%4"), "A%zz%4");
        assert_eq!(plain("%ff"), "%ff");
    }

    #[test]
    fn a_folder_gives_one_byte_more_than_asked_for_and_nothing_for_what_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a b"), b"12345").unwrap();
        for address in [folder.path().display().to_string(), format!("file://{}", folder.path().display())] {
            let source = Source::at(&address).unwrap();
            assert_eq!(source.read("a%20b", 3).unwrap().as_deref(), Some(&b"1234"[..]));
            assert_eq!(source.read("a%20b", 9).unwrap().as_deref(), Some(&b"12345"[..]));
            assert_eq!(source.read("b", 9).unwrap(), None);
        }
    }

    #[test]
    fn other_schemes_are_refused() {
        for address in ["ftp://a/b", "file://host/b", ""] {
            assert!(Source::at(address).is_err(), "{address}");
        }
    }
}
