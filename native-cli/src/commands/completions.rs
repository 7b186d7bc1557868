//! `completions SHELL`: a script for the shell, made from the same definitions as the parser.

use clap::CommandFactory;
use serde::Serialize;

use crate::args::{Cli, Completions};
use crate::failure::Failure;
use crate::output::Output;

#[derive(Serialize)]
struct Script {
    shell: String,
    script: String,
}

pub(super) fn run(command: &Completions, output: Output) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(command.shell(), &mut Cli::command(), "ggen", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    let made = Script { shell: command.shell().to_string(), script };
    output.word(&made, || made.script.clone())
}
