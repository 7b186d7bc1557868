//! No query runs for ever, eats all memory or overflows the stack: each ends by a limit that says which and how
//! much, in time, and the next query works.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod child;
mod deep;
mod graph;
mod memory;
mod rows;
mod time;
