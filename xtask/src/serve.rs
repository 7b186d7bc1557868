//! A small static file server on the loopback interface, for the demo and the browser tests.
//!
//! It reads: GET and HEAD, byte ranges (RFC 9110, section 14), the types that browsers insist on. It is not
//! for the outside: it binds 127.0.0.1 only and knows no TLS, no cache and no limits.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// Longest request head in bytes.
const MAX_HEAD_BYTES: u64 = 16 * 1024;
/// A connection that says nothing for so long is closed.
const IDLE: Duration = Duration::from_secs(30);

/// A folder and the path it is served at.
#[derive(Debug, Clone)]
pub(crate) struct Mount {
    prefix: String,
    folder: PathBuf,
}

impl Mount {
    /// `folder` at `prefix`, which begins and ends with `/`.
    pub(crate) fn new(prefix: &str, folder: impl Into<PathBuf>) -> Self {
        Self { prefix: prefix.to_owned(), folder: folder.into() }
    }

    fn parse(text: &str) -> Self {
        match text.split_once('=').filter(|(prefix, _)| prefix.starts_with('/')) {
            Some((prefix, folder)) => Self::new(&format!("{}/", prefix.trim_end_matches('/')), folder),
            None => Self::new("/", text),
        }
    }

    fn file(&self, path: &str) -> Option<PathBuf> {
        let inside = PathBuf::from(path.strip_prefix(&self.prefix)?);
        let plain = inside.components().all(|part| matches!(part, Component::Normal(_)));
        let file = self.folder.join(inside);
        let file = if file.is_dir() { file.join("index.html") } else { file };
        (plain && file.is_file()).then_some(file)
    }
}

/// `cargo xtask serve`: serves until it is ended.
pub(crate) fn run(folders: &[String], port: u16) -> Result<()> {
    serve(&folders.iter().map(|text| Mount::parse(text)).collect::<Vec<_>>(), port)
}

/// Serves `mounts`; prints the address on a line of its own once it listens.
pub(crate) fn serve(mounts: &[Mount], port: u16) -> Result<()> {
    if let Some(missing) = mounts.iter().find(|mount| !mount.folder.is_dir()) {
        bail!("no folder {}", missing.folder.display());
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).context("cannot listen")?;
    println!("http://{}/", listener.local_addr()?);
    io::stdout().flush()?;
    for stream in listener.incoming() {
        let (stream, mounts) = (stream?, mounts.to_vec());
        // A broken connection concerns only who broke it.
        std::thread::spawn(move || drop(connection(stream, &mounts)));
    }
    Ok(())
}

fn connection(stream: TcpStream, mounts: &[Mount]) -> io::Result<()> {
    stream.set_read_timeout(Some(IDLE))?;
    let (mut input, mut output) = (BufReader::new(stream.try_clone()?), stream);
    while let Some(request) = Request::read(&mut input)? {
        answer(&request, mounts, &mut output)?;
        output.flush()?;
    }
    Ok(())
}

/// What of a request matters here.
#[derive(Debug, Default, PartialEq, Eq)]
struct Request {
    method: String,
    path: String,
    range: Option<String>,
}

impl Request {
    fn read(input: &mut impl BufRead) -> io::Result<Option<Self>> {
        let (mut request, mut head) = (Self::default(), input.take(MAX_HEAD_BYTES));
        let mut line = String::new();
        if head.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let mut words = line.split_whitespace();
        request.method = words.next().unwrap_or_default().to_owned();
        request.path = decoded(words.next().unwrap_or("/").split(['?', '#']).next().unwrap_or("/"));
        loop {
            line.clear();
            if head.read_line(&mut line)? == 0 {
                return Ok(None);
            }
            match line.trim().split_once(':') {
                Some((name, value)) if name.eq_ignore_ascii_case("range") => {
                    request.range = Some(value.trim().to_owned());
                }
                Some(_) => {}
                None if line.trim().is_empty() => return Ok(Some(request)),
                None => return Ok(None),
            }
        }
    }
}

fn answer(request: &Request, mounts: &[Mount], output: &mut impl Write) -> io::Result<()> {
    if request.method != "GET" && request.method != "HEAD" {
        return refuse(output, "405 Method Not Allowed");
    }
    let found = mounts.iter().rev().find_map(|mount| mount.file(&request.path));
    let Some(path) = found else { return refuse(output, "404 Not Found") };
    let mut file = File::open(&path)?;
    let length = file.metadata()?.len();
    let (status, start, end) = match request.range.as_deref().map(|range| span(range, length)) {
        None => ("200 OK", 0, length),
        Some(Some((start, end))) => ("206 Partial Content", start, end),
        Some(None) => return refuse(output, "416 Range Not Satisfiable"),
    };
    write!(output, "HTTP/1.1 {status}\r\ncontent-type: {}\r\n", media_type(&path))?;
    write!(output, "content-length: {}\r\naccept-ranges: bytes\r\n", end - start)?;
    write!(output, "cache-control: no-cache\r\nx-content-type-options: nosniff\r\n")?;
    if status.starts_with("206") {
        write!(output, "content-range: bytes {start}-{}/{length}\r\n", end - 1)?;
    }
    output.write_all(b"\r\n")?;
    if request.method == "GET" {
        file.seek(SeekFrom::Start(start))?;
        io::copy(&mut file.take(end - start), output)?;
    }
    Ok(())
}

fn refuse(output: &mut impl Write, status: &str) -> io::Result<()> {
    let body = format!("{status}\n");
    write!(
        output,
        "HTTP/1.1 {status}\r\ncontent-type: text/plain\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// The bytes that one range asks for, as `start..end`; `None` if there are none.
fn span(range: &str, length: u64) -> Option<(u64, u64)> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let (start, end) = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) => (first, last.checked_add(1)?.min(length)),
        (Ok(first), Err(_)) if last.is_empty() => (first, length),
        (Err(_), Ok(count)) if first.is_empty() => (length.saturating_sub(count), length),
        _ => return None,
    };
    (start < end).then_some((start, end))
}

/// A path with its `%` escapes undone; what is no UTF-8 then names no file.
fn decoded(path: &str) -> String {
    let (mut bytes, mut rest) = (Vec::with_capacity(path.len()), path.as_bytes());
    while let Some((&byte, after)) = rest.split_first() {
        let escape = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match escape.filter(|_| byte == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(value) => {
                bytes.push(value);
                rest = &after[2..];
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "nq" => "application/n-quads; charset=utf-8",
        "pem" => "application/x-pem-file",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_span(range: &str, expected: Option<(u64, u64)>) {
        assert_eq!(span(range, 10), expected);
    }

    #[test]
    fn ranges_are_those_of_rfc_9110() {
        check_span("bytes=0-3", Some((0, 4)));
        check_span("bytes=4-", Some((4, 10)));
        check_span("bytes=-3", Some((7, 10)));
        check_span("bytes=8-99", Some((8, 10)));
        check_span("bytes=10-", None);
        check_span("bytes=3-1", None);
        check_span("lines=0-3", None);
    }

    fn get(folder: &Path, target: &str, range: &str) -> String {
        let head = format!("GET {target} HTTP/1.1\r\nHost: x\r\n{range}\r\n");
        let request = Request::read(&mut head.as_bytes()).unwrap().unwrap();
        let mut output = Vec::new();
        answer(&request, &[Mount::new("/r/", folder)], &mut output).unwrap();
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn only_files_of_the_folder_are_served() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("in");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(outer.path().join("secret"), "no").unwrap();
        std::fs::write(folder.join("a b.wasm"), "0123456789").unwrap();
        let whole = get(&folder, "/r/a%20b.wasm?x", "");
        assert!(whole.starts_with("HTTP/1.1 200 ") && whole.ends_with("\r\n\r\n0123456789"));
        assert!(whole.contains("content-type: application/wasm\r\n"));
        let part = get(&folder, "/r/a%20b.wasm", "Range: bytes=2-3\r\n");
        assert!(part.starts_with("HTTP/1.1 206 ") && part.ends_with("\r\n\r\n23"));
        assert!(part.contains("content-range: bytes 2-3/10\r\n"));
        for outside in ["/r/../secret", "/r/%2e%2e/secret", "/secret", "/r//etc/passwd", "/r/missing"] {
            assert!(get(&folder, outside, "").starts_with("HTTP/1.1 404 "), "{outside}");
        }
    }
}
