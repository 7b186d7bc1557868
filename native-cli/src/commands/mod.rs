//! One file for each command: read the arguments, call core, print the result.

mod cache;
mod completions;
mod found;
mod import;
mod index;
mod info;
mod init;
mod install;
mod keygen;
mod list;
mod log;
mod publish;
mod query;
mod search;
mod sign;
mod verify;
mod verify_key;
mod version;
mod versions;

use crate::args::{Cli, Noun, Verb};
use crate::failure::Failure;
use crate::output::Output;

/// Runs the command that was typed.
///
/// # Errors
/// What the command failed of.
pub(crate) fn run(cli: Cli, output: Output) -> Result<(), Failure> {
    let Noun::Marketplace(verb) = cli.noun;
    match verb {
        Verb::Search(command) => search::run(&command, output),
        Verb::List(command) => list::run(&command, output),
        Verb::Info(command) => info::run(&command, output),
        Verb::Versions(command) => versions::run(&command, output),
        Verb::Install(command) => install::run(&command, output),
        Verb::Publish(command) => publish::run(&command, output),
        Verb::Sign(command) => sign::run(&command, output),
        Verb::Verify(command) => verify::run(&command, output),
        Verb::Keygen(command) => keygen::run(&command, output),
        Verb::VerifyKey(command) => verify_key::run(&command, output),
        Verb::Query(command) => query::run(&command, output),
        Verb::Index(command) => index::run(&command, output),
        Verb::Import(command) => import::run(&command, output),
        Verb::Init(command) => init::run(&command, output),
        Verb::Log(command) => log::run(&command, output),
        Verb::Cache(command) => cache::run(&command, output),
        Verb::Completions(command) => completions::run(&command, output),
        Verb::Version(_) => version::run(output),
    }
}
