// The same query gives the same JSON on the command line, in Node and in Chromium:
//   node tests/js/parity.mjs REGISTRY QUERIES.json
// QUERIES.json holds `{"queries": [{"id", "q"}, …]}`. Exit code 1 if any answer differs.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { open } from "@ggen/marketplace";

import { freshPage, start } from "../browser/chromium.mjs";
import { ggen, temporary, timeless } from "./registry.mjs";

/** Hits compared for each query. */
const LIMIT = 20;

/** The ids of the queries that are answered differently somewhere, with the three answers. */
export async function differences(registry, queries) {
  const answers = [onCommandLine(registry, queries), await inNode(registry, queries), await inChromium(registry, queries)];
  const [cli, node, chromium] = answers;
  return queries
    .map(({ id, q }, place) => ({ id, q, cli: cli[place], node: node[place], chromium: chromium[place] }))
    .filter(({ cli, node, chromium }) => cli !== node || node !== chromium);
}

function onCommandLine(registry, queries) {
  const home = temporary();
  return queries.map(({ q }) => {
    const { code, stdout, stderr } = ggen(home, "search", "--query", q, "--limit", String(LIMIT), "--registry", registry, "--format", "json");
    return code === 0 ? timeless(JSON.parse(stdout)) : JSON.parse(stderr).error.code;
  });
}

async function inNode(registry, queries) {
  const marketplace = await open(registry);
  const answers = queries.map(({ q }) => answer(marketplace, q, LIMIT));
  marketplace.free();
  return answers;
}

async function inChromium(registry, queries) {
  const chromium = await start(registry);
  try {
    const { page } = await freshPage(chromium);
    await page.goto(`${chromium.address}#/p/none`);
    await page.evaluate(`globalThis.answer = ${answer}`);
    return await page.evaluate(
      async ({ queries, limit }) => {
        const { open } = await import("/pkg/index.js");
        const marketplace = await open("/registry/");
        return queries.map(({ q }) => answer(marketplace, q, limit));
      },
      { queries, limit: LIMIT },
    );
  } finally {
    await chromium.stop();
  }
}

/** The JSON of the hits without the time, or the code of the error. Runs in a page, too. */
function answer(marketplace, query, limit) {
  try {
    return JSON.stringify({ ...marketplace.search(query, { limit }), query_time_us: 0 });
  } catch (error) {
    return error.code;
  }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [registry, file] = process.argv.slice(2);
  const { queries } = JSON.parse(readFileSync(file, "utf8"));
  const differing = await differences(resolve(registry), queries);
  for (const difference of differing) console.log(JSON.stringify(difference, null, 1));
  console.log(`${queries.length} queries, ${differing.length} answered differently`);
  process.exitCode = differing.length === 0 ? 0 : 1;
}
