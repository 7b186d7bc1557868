//! The entry points around the module: TypeScript compiled and checked, and one CommonJS file.
//!
//! ```text
//! dist/index.js       pages and bundlers
//! dist/node.js        Node, `import`: the same instance as
//! dist/cjs/node.js    Node, `require`: one file with everything in it
//! ```

use std::fs;

use anyhow::Result;

use crate::run::Run;
use crate::wasm::DIST;

/// Compiles `wasm/js` into `wasm/dist`.
pub(crate) fn compile() -> Result<()> {
    let dist = crate::root().join(DIST);
    tsc().words("-p wasm/js").run()?;
    let cjs = dist.join("cjs");
    fs::create_dir_all(&cjs)?;
    // Without it, Node would take these files for modules, as the package's `type` says.
    fs::write(cjs.join("package.json"), "{ \"type\": \"commonjs\" }\n")?;
    for entry in fs::read_dir(&dist)? {
        let file = entry?.path();
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".d.ts") {
            fs::copy(&file, cjs.join(name))?;
        }
    }
    program("esbuild")
        .args([&format!("{DIST}/node.js")])
        .words("--bundle --platform=node --format=cjs")
        // The glue's own way to find the module is for pages; in Node the entry point brings the bytes.
        .words("--target=node20 --define:import.meta.url=\"\" --log-level=warning")
        .args([&format!("--outfile={DIST}/cjs/node.js")])
        .run()?;
    fs::write(dist.join("node.js"), NODE_MODULE)?;
    Ok(())
}

/// Checks and builds the page into `web-demo/dist`.
pub(crate) fn page() -> Result<()> {
    tsc().words("-p web-demo").run()?;
    program("vite").words("build --logLevel warn").dir("web-demo").run()
}

/// The TypeScript compiler of `package-lock.json`.
pub(crate) fn tsc() -> Run {
    program("tsc")
}

/// A program of an npm package in `package-lock.json`.
pub(crate) fn program(name: &str) -> Run {
    Run::new(crate::root().join("node_modules/.bin").join(name))
}

/// One instance for `import` and `require`: an error of one is an error of the other.
const NODE_MODULE: &str = "\
import node from \"./cjs/node.js\";
export const { Cursor, GgenError, Marketplace, PreparedQuery, Report, open, verify, verifyFile } = node;
";
