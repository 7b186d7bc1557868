//! The only task runner: `cargo xtask …`. Each task is a file; this one only dispatches.
//!
//! Tasks print every command before they run it and install what is missing, so that a fresh clone needs
//! nothing by hand and a failure can be repeated by copying a line.

mod bench;
mod codegen;
mod demo;
mod folding;
mod npm;
mod readme;
mod run;
mod serve;
mod test;
mod tools;
mod tuf;
mod wasm;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Tasks of the workspace
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the JavaScript package into `wasm/dist`
    BuildWasm {
        /// Skip `wasm-opt`: a larger file, sooner
        #[arg(long)]
        dev: bool,
    },
    /// Take a real catalogue through the whole main job and say what was done
    Demo {
        /// Then build the web page and serve it with the registry on 127.0.0.1
        #[arg(long)]
        serve: bool,
        /// Port to serve on; 0 takes a free one
        #[arg(long, default_value_t = 8080, requires = "serve")]
        port: u16,
    },
    /// Run every check of the workspace, as CI does
    Test {
        /// Run only the steps whose name contains this text
        #[arg(long, value_name = "TEXT")]
        only: Option<String>,
    },
    /// Measure ours and its peers side by side; arguments go to the `bench` workspace
    Bench {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Write the files that are generated from the Rust sources
    Codegen {
        /// Change nothing; fail when a file is not current
        #[arg(long)]
        check: bool,
    },
    /// Serve folders on 127.0.0.1: the last path that has a file wins
    Serve {
        /// Folders, each as `DIR` (at `/`) or `/prefix=DIR`
        #[arg(required = true)]
        folders: Vec<String>,
        /// Port; 0 takes a free one
        #[arg(long, default_value_t = 0)]
        port: u16,
    },
}

fn main() -> ExitCode {
    match dispatch(Cli::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(task: Task) -> Result<()> {
    match task {
        Task::BuildWasm { dev } => wasm::build(dev),
        Task::Demo { serve, port } => demo::run(serve.then_some(port)),
        Task::Test { only } => test::run(only.as_deref()),
        Task::Bench { arguments } => bench::run(&arguments),
        Task::Codegen { check } => codegen::run(check),
        Task::Serve { folders, port } => serve::run(&folders, port),
    }
}

/// The root of the workspace.
fn root() -> PathBuf {
    // Cargo sets the variable when it runs us; the build-time value serves a binary started by hand.
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.parent().map(PathBuf::from).unwrap_or(manifest)
}

/// Where cargo puts what it builds.
fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}
