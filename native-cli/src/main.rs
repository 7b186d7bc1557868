//! `ggen`: the marketplace on a command line.
//!
//! Parse, dispatch, print the error, exit code; every decision is in `ggen-marketplace-core`.

mod answer;
mod append;
mod args;
mod atomic;
mod checkpoint;
mod commands;
mod dataset;
mod evidence;
mod failure;
mod import;
mod keys;
mod output;
mod overwrite;
mod package_dir;
mod progress;
mod rdf;
mod registry;
mod report;
mod store;
mod subject;
mod tiles;
mod transparency;
mod unpack;

use std::io;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use crate::args::{Cli, Form};
use crate::failure::Failure;
use crate::output::Output;
use crate::report::{Asked, Report};

fn main() -> ExitCode {
    let arguments: Vec<_> = args::kebab(std::env::args_os()).collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return not_parsed(&error, asks_for_json(&arguments)),
    };
    let form = if cli.json { Some(Form::Json) } else { cli.format };
    let asked = Asked::of(&cli);
    match commands::run(cli, Output::new(form)) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader has seen enough, as `ggen … | head` has.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            let report = Report::of(&failure, &asked);
            report.print(form == Some(Form::Json));
            report.exit_code()
        }
    }
}

/// Help and version are answers; everything else is wrong usage.
fn not_parsed(error: &clap::Error, json: bool) -> ExitCode {
    let is_answer = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if is_answer || !json {
        let _ = error.print();
    } else {
        Report::usage(&error.render().to_string()).print(true);
    }
    ExitCode::from(if is_answer { 0 } else { report::USAGE })
}

/// Whether JSON was asked for, where the arguments could not be parsed.
fn asks_for_json(arguments: &[std::ffi::OsString]) -> bool {
    let formats = arguments.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "json");
    formats || arguments.iter().any(|argument| argument == "--json" || argument == "--format=json")
}
