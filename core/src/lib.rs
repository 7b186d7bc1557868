#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod catalog;
mod codec;
pub mod error;
pub mod graph;
#[cfg(feature = "std")]
pub mod import;
pub mod install;
#[cfg(feature = "marketplace-v1")]
pub mod legacy;
pub mod model;
#[cfg(feature = "std")]
pub mod publish;
#[cfg(feature = "sparql")]
pub mod query;
#[cfg(feature = "marketplace-v2")]
pub mod search;
mod sort;
#[cfg(feature = "marketplace-v2")]
pub mod text;
pub mod trust;
