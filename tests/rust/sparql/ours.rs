//! Our engine.

use oxrdf::Quad;

use super::{Engine, Outcome, Peer, Store};

/// The engine of the core.
pub struct Ours;

impl Engine for Ours {
    fn name(&self) -> &'static str {
        "ours"
    }

    fn parse(&self, text: &str, base: &str) -> Result<(), String> {
        Peer::PLAIN.parse(text, base)
    }

    fn load(&self, quads: &[Quad]) -> Result<Box<dyn Store>, String> {
        Peer::PLAIN.load(quads)
    }
}
