//! `index`: RDF files become one segment, which `query --data` maps instead of reading.

use ggen_marketplace_core::model::Digest;
use serde::Serialize;

use crate::args::Index;
use crate::atomic;
use crate::dataset::{Files, is_segment};
use crate::failure::Failure;
use crate::output::Output;
use crate::overwrite::{check, is_same_file};
use crate::rdf::DataFile;

#[derive(Serialize)]
struct Summary {
    output: String,
    triples_read: u64,
    bytes: u64,
    digest: String,
}

pub(super) fn run(command: &Index, output: Output) -> Result<(), Failure> {
    let files = command.files.iter().map(|path| DataFile { path: path.clone(), graph: None });
    let files: Vec<DataFile> = files.chain(command.graphs.graphs.iter().cloned()).collect();
    if files.iter().any(|file| is_same_file(&file.path, &command.output)) {
        return Err(Failure::Usage("`--output` would overwrite a source"));
    }
    check(&command.output, "a segment", is_segment)?;
    let mut read = Files::default();
    for file in &files {
        read.read(file, command.graphs.base.as_deref())?;
    }
    let triples_read = read.triples;
    let bytes = read.build()?;
    atomic::replace(&command.output, &bytes).map_err(Failure::io("write", &command.output))?;
    let done = Summary {
        output: command.output.display().to_string(),
        triples_read,
        bytes: bytes.len() as u64,
        digest: Digest::of(&bytes).to_string(),
    };
    output
        .result(&done, || format!("Wrote {triples_read} triples into {}, {} bytes", done.output, done.bytes))
}
