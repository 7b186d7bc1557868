//! `trust`: follow a repository of metadata, and download what it lists.

use std::path::{Path, PathBuf};

use ggen_marketplace_core::trust::tuf::{self, RootInfo, Trusted, Versions};
use serde::Serialize;

use crate::args::{Trust, TrustVerb};
use crate::failure::Failure;
use crate::output::{Output, fields};
use crate::store::Home;
use crate::trust::{Client, Source, TrustFailure, download};

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
