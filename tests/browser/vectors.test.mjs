// The shared vectors in Chromium.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { decoded, registry, vectors } from "../js/registry.mjs";
import { freshPage, start } from "./chromium.mjs";

let chromium, page;
before(async () => {
  chromium = await start(registry().root);
  ({ page } = await freshPage(chromium));
  await page.goto(chromium.address);
  // The page knows nothing of the tests: the function that decodes bytes goes there as text.
  await page.evaluate(`globalThis.decoded = ${decoded}`);
  await page.evaluate(async () => {
    globalThis.ggen = await import("/pkg/index.js");
    globalThis.marketplace = await ggen.open("/registry/");
  });
});
after(() => chromium.stop());

for (const [file, { what, query, options, hits }] of vectors("search")) {
  test(`search: ${what}`, async () => {
    const answer = await page.evaluate(
      ({ query, options }) => JSON.stringify({ ...marketplace.search(query, options), query_time_us: 0 }),
      { query, options },
    );
    assert.equal(answer, JSON.stringify(hits), file);
  });
}

for (const [file, { what, evidence, policy, report }] of vectors("verify")) {
  test(`verify: ${what}`, async () => {
    const answer = await page.evaluate(
      async ({ evidence, policy }) => JSON.stringify(await ggen.verify(decoded(evidence), policy)),
      { evidence, policy },
    );
    assert.equal(answer, JSON.stringify(report), file);
  });
}
