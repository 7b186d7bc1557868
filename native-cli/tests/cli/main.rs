//! The `ggen` binary from outside: each test in a folder and a `GGEN_HOME` of its own.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod archives;
mod faults;
mod hints;
mod import;
mod install;
mod keys;
mod line;
mod log;
mod output;
mod publish;
mod query;
mod questions;
mod registry;
mod sandbox;
mod search;
mod verify;
