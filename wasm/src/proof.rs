//! What a reader brings to prove that the log holds an entry. Which files, and what they prove, core says.

use ggen_marketplace_core::trust::tlog::{ProofPlan, head_of_seen};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::error;
use crate::sources::{File, file};
use crate::value::to_js;

/// The tiles from which the proof of entry `leaf` is computed: none if the policy does not accept the checkpoint,
/// and then `verify` says what is wrong.
///
/// # Errors
/// None.
#[wasm_bindgen(js_name = tileSources)]
pub fn tile_sources(policy: &[u8], checkpoint: &[u8], leaf: u64, seen: &[u8]) -> Result<JsValue, JsValue> {
    let plan = ProofPlan::new(policy, checkpoint, leaf, |_| head_of_seen(seen));
    let files: Vec<File> = plan.tiles().iter().map(|tile| file(tile.path(), tile.bytes())).collect();
    to_js(&files)
}

/// The proof file, and the hashes of the consistency proof with what was `seen`, out of the tiles of
/// [`tile_sources`].
///
/// # Errors
/// An `Error` with the code `log/tile-width` or `log/tile-forged`.
#[wasm_bindgen(js_name = proofOf)]
pub fn proof_of(
    policy: &[u8],
    checkpoint: &[u8],
    leaf: u64,
    seen: &[u8],
    tiles: Vec<Uint8Array>,
) -> Result<Array, JsValue> {
    let plan = ProofPlan::new(policy, checkpoint, leaf, |_| head_of_seen(seen));
    let tiles: Vec<Vec<u8>> = tiles.iter().map(Uint8Array::to_vec).collect();
    let (proof, consistency) = plan.finish(&tiles).map_err(|found| error::coded(&found))?;
    let consistency: Vec<u8> = consistency.iter().flat_map(|hash| hash.0).collect();
    Ok(Array::of2(&Uint8Array::from(&*proof), &Uint8Array::from(&*consistency)))
}
