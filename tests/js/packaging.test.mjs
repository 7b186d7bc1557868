// The packed package, installed and used as a stranger would.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { before, test } from "node:test";

import { freshPage, start } from "../browser/chromium.mjs";
import { registry, ROOT, temporary } from "./registry.mjs";

const run = (program, words, cwd) => execFileSync(program, words, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

let tarball, made;
before(async () => {
  const folder = temporary();
  const [packed] = JSON.parse(run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], join(ROOT, "wasm")));
  tarball = { path: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
  made = registry();
});

/** A project of its own with the packed package installed, and these files. */
function project(files) {
  const folder = temporary();
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "stranger", private: true, type: "module" }));
  run("npm", ["install", "--offline", "--no-audit", "--no-fund", "--loglevel=error", tarball.path], folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const USE = `
const marketplace = await open(REGISTRY);
const report = await verify(await marketplace.evidence("hello-ggen"));
const [hit] = marketplace.search("serde").packages;
marketplace.free();
`;
const inNode = USE.replace("REGISTRY", "process.argv[2]") + "console.log(hit.name, report.verified);\n";

test("only what users need is packed", () => {
  const unwanted = tarball.files.filter((path) => !/^(dist\/[^ ]+\.(js|d\.ts|wasm|json)|package\.json|README\.md|LICENSE.*)$/.test(path));
  assert.deepEqual(unwanted, []);
  for (const wanted of ["dist/marketplace.wasm", "dist/index.js", "dist/node.js", "dist/cjs/node.js", "README.md"]) {
    assert.ok(tarball.files.includes(wanted), wanted);
  }
});

test("every path of the exports map is packed", () => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, "wasm/package.json"), "utf8"));
  const paths = (value) => (typeof value === "string" ? [value] : Object.values(value).flatMap(paths));
  for (const path of paths(exports)) assert.ok(tarball.files.includes(path.replace("./", "")), path);
});

test("the package depends on nothing", () => {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(ROOT, "wasm/package.json"), "utf8"));
  assert.deepEqual([dependencies, peerDependencies], [undefined, undefined]);
});

test("an ES module in Node", () => {
  const folder = project({ "use.mjs": `import { open, verify } from "@ggen/marketplace";${inNode}` });
  assert.equal(run("node", ["use.mjs", made.root], folder), "serde true\n");
});

test("CommonJS in Node", () => {
  const folder = project({
    "use.cjs": `const { open, verify } = require("@ggen/marketplace"); (async () => {${inNode}})();`,
  });
  assert.equal(run("node", ["use.cjs", made.root], folder), "serde true\n");
});

test("importing has no effect and loads nothing", () => {
  const folder = project({
    "use.mjs": `const before = Object.keys(globalThis).length;
      const { compile, instantiate } = WebAssembly;
      WebAssembly.compile = WebAssembly.instantiate = () => { throw new Error("loaded") };
      await import("@ggen/marketplace");
      console.log(Object.keys(globalThis).length - before);`,
  });
  assert.equal(run("node", ["use.mjs"], folder), "0\n");
});

const PAGE = `<!doctype html><meta charset="utf-8"><title>stranger</title><p id="said"></p><script type="module" src="SCRIPT"></script>`;
const inPage = `import { open, verify } from "@ggen/marketplace";${USE.replace("REGISTRY", '"/registry/"')}
document.getElementById("said").textContent = hit.name + " " + report.verified;\n`;

/** Serves `folder` beside the registry; what its page says must be the answer. */
async function says(folder) {
  const served = await start(made.root, folder);
  try {
    const { page, errors } = await freshPage(served);
    await page.goto(`${served.address}index.html`);
    await page.locator("#said:not(:empty)").waitFor({ timeout: 20_000 }).catch(() => assert.fail(errors.join("\n")));
    assert.equal(await page.locator("#said").textContent(), "serde true");
  } finally {
    await served.stop();
  }
}

test("a plain page with an import map", async () => {
  const map = `<script type="importmap">{"imports":{"@ggen/marketplace":"./node_modules/@ggen/marketplace/dist/index.js"}}</script>`;
  await says(project({ "index.html": map + PAGE.replace("SCRIPT", "./use.js"), "use.js": inPage }));
});

test("a page built with Vite", async () => {
  const folder = project({ "index.html": PAGE.replace("SCRIPT", "/use.js"), "use.js": inPage });
  const vite = createRequire(join(ROOT, "web-demo/package.json")).resolve("vite/package.json").replace("package.json", "bin/vite.js");
  run("node", [vite, "build", "--logLevel", "error", "--target", "es2022"], folder);
  await says(join(folder, "dist"));
});

test("a page built with esbuild", async () => {
  const wasm = `import wasm from "@ggen/marketplace/marketplace.wasm";\n${inPage.replace('open("/registry/")', 'open("/registry/", { wasm })')}`;
  const folder = project({ "dist/index.html": PAGE.replace("SCRIPT", "./use.js"), "use.js": wasm });
  const words = ["use.js", "--bundle", "--format=esm", "--loader:.wasm=file", "--outfile=dist/use.js", "--log-level=error"];
  run(join(ROOT, "node_modules/.bin/esbuild"), words, folder);
  await says(join(folder, "dist"));
});
