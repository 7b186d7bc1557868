//! `cache path`: where everything is that can be made again.

use serde::Serialize;

use crate::args::Cache;
use crate::failure::Failure;
use crate::output::Output;
use crate::store::Home;

#[derive(Serialize)]
struct CachePath {
    path: String,
}

pub(super) fn run(command: &Cache, output: Output) -> Result<(), Failure> {
    match command {
        Cache::Path => path(output),
    }
}

fn path(output: Output) -> Result<(), Failure> {
    let path = Home::find()?.cache().display().to_string();
    output.word(&CachePath { path: path.clone() }, || path)
}
