// The shared vectors in Node, and those of search on the command line. `wasm/tests/vectors.rs` runs those of
// verify natively, `tests/browser/vectors.test.mjs` all of them in Chromium.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { open, verify } from "@ggen/marketplace";

import { answered, decoded, ggenOk, registry, timeless, vectors } from "./registry.mjs";

let made, marketplace;
before(async () => {
  made = registry();
  marketplace = await open(made.root);
});
after(() => marketplace.free());

for (const [file, { what, query, options, hits }] of vectors("search")) {
  test(`search: ${what}`, () => {
    assert.equal(timeless(marketplace.search(query, options)), JSON.stringify(hits), file);
    const flags = Object.entries(options).flatMap(([name, value]) => (value === true ? [`--${name}`] : [`--${name}=${value}`]));
    const words = query === "" ? [] : [`--query=${query}`];
    const answer = ggenOk(made.home, "search", ...words, ...flags, "--registry", made.root, "--format", "json");
    assert.equal(timeless(JSON.parse(answer)), JSON.stringify(hits), file);
  });
}

for (const [file, { what, evidence, policy, report }] of vectors("verify")) {
  test(`verify: ${what}`, async () => {
    assert.equal(JSON.stringify(await verify(decoded(evidence), policy)), JSON.stringify(report), file);
  });
}

for (const [file, { what, query, bind, answer }] of vectors("query")) {
  test(`query: ${what}`, () => {
    assert.deepEqual(JSON.parse(JSON.stringify(answered(marketplace, { query, bind }))), answer, file);
  });
}
