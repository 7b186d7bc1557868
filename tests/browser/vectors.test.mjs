// The shared vectors in Chromium.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { answered, decoded, registry, vectors } from "../js/registry.mjs";
import { freshPage, start } from "./chromium.mjs";

let chromium, page;
before(async () => {
  chromium = await start(registry().root);
  ({ page } = await freshPage(chromium));
  await page.goto(chromium.address);
  // The page knows nothing of the tests: the functions that it needs go there as text.
  await page.evaluate(`globalThis.decoded = ${decoded}`);
  await page.evaluate(`globalThis.answered = ${answered}`);
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

for (const [file, { what, query, bind, answer }] of vectors("query")) {
  test(`query: ${what}`, async () => {
    const found = await page.evaluate(
      ({ query, bind }) => JSON.stringify(answered(marketplace, { query, bind })),
      { query, bind },
    );
    assert.deepEqual(JSON.parse(found), answer, file);
  });
}

test("a query without end ends by its time, and the next one works", async () => {
  const { code, worked, next } = await page.evaluate(() => {
    const start = performance.now();
    let code;
    try {
      marketplace.select("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f) }", { timeout: 500 }).toArray();
    } catch (error) {
      code = error.code;
    }
    const worked = performance.now() - start;
    return { code, worked, next: marketplace.ask("ASK { ?s ?p ?o }") };
  });
  assert.equal(code, "query/time-up");
  assert.ok(worked < 600, `${worked} ms of 500`);
  assert.equal(next, true);
});
