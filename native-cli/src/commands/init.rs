//! `init`: an empty registry, or the word that one is there.

use serde::Serialize;

use crate::append::Appender;
use crate::args::Init;
use crate::failure::Failure;
use crate::output::Output;
use crate::registry::Registry;

#[derive(Serialize)]
struct Initialised {
    registry: String,
    created: bool,
    releases: usize,
}

pub(super) fn run(command: &Init, output: Output) -> Result<(), Failure> {
    let registry = Registry::named(&command.registry)?;
    let created = registry.list()?.is_none();
    if created {
        Appender::lock(registry.clone(), None)?.finish(&mut |_, _, _| {})?;
    }
    let opened = registry.open()?;
    let releases = opened.catalog.releases().map_err(opened.damaged())?;
    let done = Initialised { registry: registry.root().display().to_string(), created, releases };
    output.result(&done, || match done.created {
        true => format!("Made an empty registry at {}", done.registry),
        false => format!("There is a registry of {} releases at {}", done.releases, done.registry),
    })
}
