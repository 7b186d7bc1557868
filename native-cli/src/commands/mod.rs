//! One file for each command: read the arguments, call core, print the result.

mod cache;
mod completions;
mod version;

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
        Verb::Cache(command) => cache::run(&command, output),
        Verb::Completions(command) => completions::run(&command),
        Verb::Version(_) => version::run(output),
        _ => Err(Failure::NoHome),
    }
}
