// All judged queries over a large real catalogue: byte-equal answers on every host.
//
// The queries are in `judgments/latency-queries.json` of the folder that GGEN_SHARED names (`../shared` unless
// said otherwise); without them this is skipped, except in CI. The catalogue is Debian's where its lists are
// here, else the small one.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { differences } from "./parity.mjs";
import { ggenOk, registry, ROOT, temporary } from "./registry.mjs";

const LISTS = "/var/lib/apt/lists";
const FILE = join(process.env.GGEN_SHARED ?? join(ROOT, "../shared"), "judgments/latency-queries.json");

function catalogue() {
  const lists = existsSync(LISTS) && readdirSync(LISTS).some((name) => name.includes("_binary-amd64_Packages"));
  if (!lists) return registry().root;
  const folder = temporary();
  const root = join(folder, "registry");
  ggenOk(folder, "import", "--from", "debian", "--registry", root);
  return root;
}

test("command line, Node and Chromium answer alike", async (context) => {
  if (!existsSync(FILE)) {
    assert.notEqual(process.env.CI, "true", `CI needs ${FILE}`);
    context.skip(`no ${FILE}: set GGEN_SHARED`);
    return;
  }
  const { queries } = JSON.parse(readFileSync(FILE, "utf8"));
  assert.ok(queries.length >= 200);
  const differing = await differences(catalogue(), queries);
  assert.deepEqual(differing, []);
  context.diagnostic(`${queries.length} queries answered alike`);
});
