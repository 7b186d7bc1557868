//! `trust`: follow a repository of metadata, and download what it lists.

use std::path::{Path, PathBuf};

use ggen_marketplace_core::trust::tuf::author::RoleKeys;
use ggen_marketplace_core::trust::tuf::edition::Roles;
use ggen_marketplace_core::trust::tuf::{self, RootInfo, Trusted, Versions};
use serde::Serialize;

use crate::args::{Trust, TrustSign, TrustVerb};
use crate::failure::Failure;
use crate::keys;
use crate::output::{Output, fields};
use crate::store::Home;
use crate::trust::{Client, Source, TrustFailure, download, sign, targets_of};

/// A target that is in the folder.
#[derive(Serialize)]
struct Downloaded {
    target: String,
    file: String,
    bytes: u64,
    /// `false` if it was there already.
    fetched: bool,
}

pub(super) fn run(command: &Trust, output: Output) -> Result<(), Failure> {
    let folder = match &command.metadata_dir {
        Some(folder) => folder.clone(),
        None => Home::find()?.trusted(),
    };
    let client = Client::new(&folder);
    match &command.verb {
        TrustVerb::Init { root, fingerprint } => init(&client, root, fingerprint.as_deref(), output),
        TrustVerb::Refresh => {
            let versions = client.refresh(&repository(command)?)?.versions();
            output.result(&versions, || table(&versions))
        }
        TrustVerb::Download => {
            let downloaded = targets(command, &client)?;
            output.result(&downloaded, || downloaded.iter().map(line).collect())
        }
        TrustVerb::Status => status(&client, folder, output),
        TrustVerb::Sign(command) => sign_next(command, output),
    }
}

fn init(client: &Client, path: &Path, fingerprint: Option<&str>, output: Output) -> Result<(), Failure> {
    let root = std::fs::read(path).map_err(Failure::io("read", path))?;
    let info = client.init(&root, fingerprint)?;
    output.result(&info, || root_table(&info))
}

fn status(client: &Client, folder: PathBuf, output: Output) -> Result<(), Failure> {
    let root = client.root()?.ok_or(TrustFailure::NoRoot { folder })?;
    let info = tuf::inspect_root(&root).map_err(TrustFailure::Refused)?;
    output.result(&info, || root_table(&info))
}

/// The files of an edition.
#[derive(Serialize)]
struct Signed {
    files: Vec<String>,
}

fn sign_next(command: &TrustSign, output: Output) -> Result<(), Failure> {
    let secrets: Vec<_> = command.key.iter().map(|path| keys::read_secret(path)).collect::<Result<_, _>>()?;
    let targets = command.targets.as_deref().map(targets_of).transpose()?;
    let roles = roles(command)?;
    let secrets: Vec<_> = secrets.iter().collect();
    let files = sign(&command.folder, roles.as_ref(), targets.as_ref(), &secrets)?;
    output.result(&Signed { files: files.clone() }, || files.join("\n"))
}

/// Who shall speak; the parser has seen to it that all roles are named or none.
fn roles(command: &TrustSign) -> Result<Option<Roles>, Failure> {
    if command.root_key.is_empty() {
        return Ok(None);
    }
    let read = |paths: &[PathBuf], threshold| {
        Ok::<_, Failure>(RoleKeys { keys: keys::read_publics(paths)?, threshold })
    };
    Ok(Some(Roles {
        root: read(&command.root_key, command.root_threshold)?,
        targets: read(&command.targets_key, command.targets_threshold)?,
        online: read(command.online_key.as_slice(), 1)?,
    }))
}

fn repository(command: &Trust) -> Result<Source, Failure> {
    let address = command.metadata_url.as_deref();
    Source::at(address.ok_or(Failure::Usage("name the repository with `--metadata-url`"))?)
}

/// In the order asked for; the first that fails ends it.
fn targets(command: &Trust, client: &Client) -> Result<Vec<Downloaded>, Failure> {
    let repository = repository(command)?;
    let address = command.target_base_url.as_deref();
    let source = Source::at(address.ok_or(Failure::Usage("name the targets with `--target-base-url`"))?)?;
    if command.target_name.is_empty() {
        return Err(Failure::Usage("name a target with `--target-name`"));
    }
    let folder = command.target_dir.as_deref().unwrap_or(Path::new("."));
    let trusted = client.refresh(&repository)?;
    let one = |path: &String| one_target(client, &trusted, path, &repository, &source, folder);
    command.target_name.iter().map(one).collect()
}

fn one_target(
    client: &Client,
    trusted: &Trusted,
    path: &str,
    repository: &Source,
    source: &Source,
    folder: &Path,
) -> Result<Downloaded, Failure> {
    let target = client.find(trusted, path, repository)?;
    let (file, fetched) = download(&target, source, folder)?;
    let file = file.display().to_string();
    Ok(Downloaded { target: path.to_owned(), file, bytes: target.length(), fetched })
}

fn table(versions: &Versions) -> String {
    fields(&[
        ("root", versions.root.to_string()),
        ("timestamp", versions.timestamp.to_string()),
        ("snapshot", versions.snapshot.to_string()),
        ("targets", versions.targets.to_string()),
    ])
}

fn root_table(info: &RootInfo) -> String {
    fields(&[
        ("root", info.version.to_string()),
        ("expires", info.expires.clone()),
        ("fingerprint", info.fingerprint.clone()),
    ])
}

fn line(downloaded: &Downloaded) -> String {
    fields(&[(&downloaded.target, downloaded.file.clone())])
}
