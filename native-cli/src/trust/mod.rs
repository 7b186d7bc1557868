//! The host of core's TUF client: files are fetched and kept, and the clock is read. What is trusted, core
//! decides.
//!
//! `client` keeps metadata in a folder and drives an update, `fetch` gets files from a folder or a web
//! server, `download` keeps targets, `sign` writes the next edition of a repository.

mod client;
mod download;
mod failure;
mod fetch;
mod sign;

pub(crate) use client::Client;
pub(crate) use download::download;
pub(crate) use failure::TrustFailure;
pub(crate) use fetch::Source;
pub(crate) use sign::{sign, targets_of};
