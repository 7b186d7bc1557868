//! `completions SHELL`: a script for the shell, made from the same definitions as the parser.

use std::io::Write;

use clap::CommandFactory;

use crate::args::{Cli, Completions};
use crate::failure::Failure;

pub(super) fn run(command: &Completions) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(command.shell, &mut Cli::command(), "ggen", &mut script);
    std::io::stdout().write_all(&script).map_err(Failure::Output)
}
