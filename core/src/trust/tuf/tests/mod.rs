//! What an attacker can do to a repository, one test for each, beside the same without the attack.
//!
//! `repository` is a small repository with keys of its own; `attacks` holds the attacks by their numbers in
//! the threat list, `workflow` and `editions` what honest repositories do.

mod attacks;
mod editions;
mod repository;
mod workflow;
