//! `cargo xtask build-wasm`: the JavaScript package in `wasm/dist`.
//!
//! cargo makes the module, wasm-bindgen (as a library of the same version as in the module) the glue,
//! `wasm-opt` (from the npm package `binaryen`) makes it smaller, `npm` the entry points around it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use crate::npm;
use crate::run::Run;
use crate::tools;

/// The built package, relative to the root.
pub(crate) const DIST: &str = "wasm/dist";
/// Name of the module and of its glue.
const NAME: &str = "marketplace";

/// Builds the package; `dev` leaves `wasm-opt` out.
pub(crate) fn build(dev: bool) -> Result<()> {
    tools::rust_target(tools::WASM)?;
    tools::npm_packages()?;
    // As a cdylib alone: beside an rlib, cargo leaves link-time optimisation out, and the module is a sixth larger.
    let words = "rustc -p ggen-marketplace-wasm --lib --crate-type cdylib --profile wasm --target";
    Run::cargo(words).args([tools::WASM]).run()?;
    let dist = crate::root().join(DIST);
    if dist.exists() {
        fs::remove_dir_all(&dist).context("cannot empty wasm/dist")?;
    }
    fs::create_dir_all(&dist)?;
    let module = crate::target_dir().join(tools::WASM).join("wasm/ggen_marketplace_wasm.wasm");
    bind(&module, &dist)?;
    if dev {
        eprintln!("--dev: wasm-opt is skipped, the module is larger than what users get");
    } else {
        optimise()?;
    }
    npm::compile()?;
    print_sizes(&dist)
}

fn bind(module: &Path, dist: &Path) -> Result<()> {
    eprintln!("wasm-bindgen {} -> {DIST}/{NAME}.{{js,d.ts,wasm}}", module.display());
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).out_name(NAME).typescript(true);
    let bound = bindgen
        .web(true)
        // Without it, `init()` could not find the module that lies beside the glue.
        .map(|bindgen| bindgen.omit_default_module_path(false))
        .and_then(|bindgen| bindgen.generate(dist));
    bound.map_err(|error| anyhow!("wasm-bindgen: {error:#}"))?;
    // wasm-bindgen's own name for the module ends in `_bg`; the package exports it by a plain one.
    fs::rename(dist.join(format!("{NAME}_bg.wasm")), dist.join(format!("{NAME}.wasm")))?;
    let glue = dist.join(format!("{NAME}.js"));
    let text = fs::read_to_string(&glue)?.replace(&format!("{NAME}_bg.wasm"), &format!("{NAME}.wasm"));
    fs::write(&glue, text)?;
    // Types of the module's raw functions, which nobody calls.
    fs::remove_file(dist.join(format!("{NAME}_bg.wasm.d.ts"))).context("wasm-bindgen wrote other files")
}

fn optimise() -> Result<()> {
    let module = format!("{DIST}/{NAME}.wasm");
    // The features that rustc enables for this target by default, and no others.
    let features = "--enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext \
                    --enable-mutable-globals --enable-reference-types --enable-multivalue";
    // In the order of their names, functions that are alike lie together, and the file compresses 2 % better;
    // then the names are no longer needed.
    // A function with one caller is moved into it only while it is small: large bodies compress better apart.
    let passes = "-Os --one-caller-inline-max-function-size=30 --reorder-functions-by-name --strip-debug --strip-producers";
    let module = [module.as_str(), "-o", module.as_str()];
    npm::program("wasm-opt").words(passes).words(features).args(module).run()
}

fn print_sizes(dist: &Path) -> Result<()> {
    let mut files: Vec<_> =
        fs::read_dir(dist)?.collect::<Result<Vec<_>, _>>()?.into_iter().map(|e| e.path()).collect();
    files.sort();
    println!("{:<28} {:>10} {:>10}", DIST, "bytes", "gzip");
    for file in
        files.iter().filter(|file| matches!(file.extension().and_then(|e| e.to_str()), Some("js" | "wasm")))
    {
        let bytes = fs::read(file)?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        println!("{name:<28} {:>10} {:>10}", bytes.len(), gzip_length(&bytes));
    }
    Ok(())
}

/// Length of `bytes` as a gzip file: deflate at the highest level, header and trailer.
fn gzip_length(bytes: &[u8]) -> usize {
    const HEADER_AND_TRAILER: usize = 18;
    miniz_oxide::deflate::compress_to_vec(bytes, 9).len() + HEADER_AND_TRAILER
}
