// The log in Node: what the files of a registry prove, and that a lie is told from them.
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";

import { open, verify } from "@ggen/marketplace";

import { ggenOk, package_, registry } from "./registry.mjs";

let made, policy, earlier;
before(() => {
  made = registry();
  const key = join(made.folder, "log.pem");
  const inLog = (...words) => ggenOk(made.home, ...words, "--registry", made.root);
  ggenOk(made.home, "keygen", "--output", key);
  inLog("log", "init", "--origin", "demo.example/log", "--log-key", key);
  earlier = bytes(made.root, "log/checkpoint");
  inLog("publish", package_(made.folder, "later-ggen", "1.0.0"), "--log-key", key);
  policy = bytes(made.root, "trust/log-policy");
});

const bytes = (root, name) => new Uint8Array(readFileSync(join(root, name)));

async function judged(root, options) {
  const marketplace = await open(root);
  try {
    return await verify(await marketplace.evidence("later-ggen", undefined, options), { logProof: true });
  } finally {
    marketplace.free();
  }
}

test("the log proves a release, and the report is the command line's", async () => {
  const report = await judged(made.root, { logPolicy: policy });
  assert.equal(report.failure, undefined);
  const told = ggenOk(made.home, "verify", "later-ggen", "--registry", made.root, "--format", "json");
  assert.equal(JSON.stringify(report), JSON.stringify(JSON.parse(told)));
});

test("a log that has grown begins with what was seen of it", async () => {
  const report = await judged(made.root, { logPolicy: policy, seen: earlier });
  const step = report.steps.find(({ id }) => id === "consistency");
  assert.equal(step.outcome, "passed", step.detail);
});

test("without a policy there is no proof, and one that is demanded is missed", async () => {
  assert.equal((await judged(made.root, {})).failure.code, "verify/log-proof-missing");
});

test("a forged tile is refused before it proves anything", async () => {
  const forged = join(made.folder, "forged");
  cpSync(made.root, forged, { recursive: true });
  const size = Number(new TextDecoder().decode(bytes(made.root, "log/checkpoint")).split("\n")[1]);
  const tile = join(forged, `log/tile/0/000.p/${size}`);
  writeFileSync(tile, readFileSync(tile).map((byte, at) => (at === 40 ? byte ^ 1 : byte)));
  await assert.rejects(judged(forged, { logPolicy: policy }), { code: "log/tile-forged" });
});
