// The package in Node: what a program relies on.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { GgenError, open, verify, verifyFile } from "@ggen/marketplace";

import { ggen, ggenOk, registry, timeless } from "./registry.mjs";

let made, marketplace;
before(async () => {
  made = registry();
  marketplace = await open(made.root);
});
after(() => marketplace.free());

const coded = (code) => (error) => error instanceof GgenError && error.code === code;
const cli = (...words) => ggenOk(made.home, ...words, "--registry", made.root, "--format", "json").trimEnd();

test("import and require give the same instance", () => {
  const required = createRequire(import.meta.url)("@ggen/marketplace");
  assert.equal(required.GgenError, GgenError);
  assert.equal(required.open, open);
});

test("a registry opens by folder, by file URL and by web address", async () => {
  const server = createServer(async (request, response) => {
    const file = await readFile(join(made.root, decodeURIComponent(request.url))).catch(() => undefined);
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const web = `http://127.0.0.1:${server.address().port}`;
  try {
    for (const source of [made.root, pathToFileURL(made.root), web, new URL(web)]) {
      const opened = await open(source);
      assert.equal(opened.size, 32);
      assert.equal((await verify(await opened.evidence("hello-ggen"))).verified, true);
      opened.free();
    }
    await assert.rejects(open(`${web}/nowhere`), coded("js/fetch-failed"));
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test("suggestions and related packages are those of the command line", () => {
  const suggestions = JSON.parse(cli("search", "--suggest", "--query", "se", "--limit", "5")).suggestions;
  assert.deepEqual(marketplace.suggest("se", { limit: 5 }), suggestions);
  const { packages } = JSON.parse(cli("search", "--related", "serde", "--limit", "3"));
  assert.deepEqual(marketplace.related("serde", { limit: 3 }), packages);
  assert.throws(() => marketplace.related("no-such-package"), coded("js/package-not-found"));
  assert.throws(() => marketplace.search('"open', { strict: true }), coded("search/unclear"));
  assert.throws(() => marketplace.search("json", { sort: "quality" }), coded("search/no-column"));
});

test("search answers as the command line does, byte for byte", () => {
  for (const query of ["json", "compresion", "web framework", "hello", "nothing-like-this"]) {
    const expected = timeless(JSON.parse(cli("search", query, "--limit", "5")));
    assert.equal(timeless(marketplace.search(query, { limit: 5 })), expected, query);
  }
  const filtered = marketplace.search("", { all: true, category: "python", sort: "name", offset: 1, limit: 2 });
  const words = ["search", "--all", "--category", "python", "--sort", "name", "--offset", "1", "--limit", "2"];
  assert.equal(timeless(filtered), timeless(JSON.parse(cli(...words))));
  assert.equal(filtered.packages.length, 2);
});

test("the time of a search is told", () => {
  const { query_time_us } = marketplace.search("json");
  assert.ok(Number.isInteger(query_time_us) && query_time_us > 0);
});

test("info and versions answer as the command line does, byte for byte", () => {
  for (const [name, version] of [["serde"], ["git"], ["imagemagick"], ["hello-ggen"], ["hello-ggen", "1.0.0"]]) {
    const subject = version === undefined ? name : `${name}@${version}`;
    assert.equal(JSON.stringify(marketplace.info(name, version)), cli("info", subject));
  }
  assert.equal(JSON.stringify(marketplace.versions("hello-ggen")), cli("versions", "hello-ggen"));
  assert.deepEqual(marketplace.info("hello-ggen").versions, ["1.10.0", "1.0.0"]);
});

test("verify reports as the command line does, byte for byte", async () => {
  for (const subject of ["hello-ggen@1.0.0", "hello-ggen@1.10.0", "plain-ggen@0.1.0", "serde@1.0.195", "imagemagick@7.1.1-26"]) {
    const [name, version] = subject.split("@");
    const report = await verify(await marketplace.evidence(name, version));
    assert.equal(report.verified, true, JSON.stringify(report.failure));
    assert.equal(JSON.stringify(report), cli("verify", subject));
  }
});

test("a catalogue opens from the bytes of its segments", async () => {
  const list = (await readFile(join(made.root, "catalog.nq"), "utf8")).matchAll(/segments\/\d+> .*sha256:([0-9a-f]{64})/g);
  const digests = [...list].map(([, hex]) => hex);
  const bytes = await Promise.all(digests.map((hex) => readFile(join(made.root, "blob/sha256", hex.slice(0, 2), hex))));
  const opened = await open(bytes.map((segment) => new Uint8Array(segment)));
  opened.check();
  assert.equal(opened.size, 32);
  assert.equal(timeless(opened.search("json")), timeless(marketplace.search("json")));
  await assert.rejects(opened.evidence("serde"), coded("js/no-registry"));
  opened.free();
  const one = await open(new Uint8Array(bytes[0]));
  assert.equal(one.size, 30);
  one.free();
});

test("what is wrong is thrown with a code and details", async () => {
  const found = (call) => {
    try {
      call();
    } catch (error) {
      assert.ok(error instanceof GgenError, String(error));
      return [error.code, error.details];
    }
    return assert.fail("nothing was thrown");
  };
  assert.deepEqual(found(() => marketplace.search("  ")), ["search/empty-query", {}]);
  assert.deepEqual(found(() => marketplace.search("x", { limit: 10_001 })), [
    "search/limit-too-large",
    { found: 10_001, max: 10_000 },
  ]);
  assert.equal(found(() => marketplace.search("x", { limit: -1 }))[0], "js/invalid-argument");
  assert.equal(found(() => marketplace.search("x", { sort: "luck" }))[0], "js/invalid-argument");
  assert.equal(found(() => marketplace.info("serde", "not a version"))[0], "model/invalid-version");
  const [code, details] = found(() => marketplace.info("serd"));
  assert.equal(code, "js/package-not-found");
  assert.ok(details.similar.includes("serde"));
  await assert.rejects(open(new Uint8Array(8)), coded("catalog/not-a-segment"));
  await assert.rejects(open(join(made.root, "nowhere")), coded("js/fetch-failed"));
});

test("verification never throws for bytes, whatever they are", async () => {
  const junk = new Uint8Array([0xff, 0, 1]);
  const report = await verify({ name: "x", version: "1.0.0", statement: junk, signature: junk, publicKey: junk });
  assert.equal(report.verified, false);
  assert.equal(report.failure.id, "statement");
  assert.equal((await verifyFile(junk, junk, junk)).verified, false);
});

test("a segment that is not the one named is refused", async () => {
  const broken = registry();
  const [, hex] = (await readFile(join(broken.root, "catalog.nq"), "utf8")).match(/segments\/0000> .*sha256:([0-9a-f]{64})/);
  const path = join(broken.root, "blob/sha256", hex.slice(0, 2), hex);
  const bytes = await readFile(path);
  bytes[bytes.length - 1] ^= 1;
  const { writeFile, chmod } = await import("node:fs/promises");
  await chmod(path, 0o644);
  await writeFile(path, bytes);
  await assert.rejects(open(broken.root), coded("catalog/digest-mismatch"));
});

test("policy is obeyed", async () => {
  const evidence = await marketplace.evidence("hello-ggen");
  const plain = await marketplace.evidence("plain-ggen");
  const { code } = (await verify(plain, { minimumLevel: "signed" })).failure;
  assert.equal(code, "verify/level-too-low");
  assert.equal((await verify(evidence, { trustedKeys: [] })).failure.code, "verify/key-not-trusted");
  const [, key] = (await verify(evidence)).steps.find((step) => step.id === "publisher-key").detail.match(/(sha256:\w+)/);
  assert.equal((await verify(evidence, { trustedKeys: [key], minimumLevel: "signed" })).verified, true);
  await assert.rejects(verify(evidence, { trustedKeys: ["nonsense"] }), coded("model/invalid-digest"));
});

test("a flipped byte is refused at the same step and with the same code as by the command line", async () => {
  const { writeFile, chmod } = await import("node:fs/promises");
  const files = { statement: "pkg/_/hello-ggen/1.0.0/release.nq", signature: "pkg/_/hello-ggen/1.0.0/release.sig" };
  for (const [part, path] of Object.entries(files)) {
    const file = join(made.root, path);
    const real = await readFile(file);
    await chmod(file, 0o644);
    for (const at of [0, real.length >> 1, real.length - 1]) {
      const flipped = Buffer.from(real);
      flipped[at] ^= 1;
      const evidence = await marketplace.evidence("hello-ggen", "1.0.0");
      evidence[part] = new Uint8Array(flipped);
      const { failure } = await verify(evidence);
      await writeFile(file, flipped);
      const { code, stdout } = ggen(made.home, "verify", "hello-ggen@1.0.0", "--registry", made.root, "--format", "json");
      await writeFile(file, real);
      assert.equal(code, 3);
      const theirs = JSON.parse(stdout).steps.find((step) => step.outcome === "failed");
      assert.deepEqual(failure, theirs, `${part} byte ${at}`);
    }
  }
});

test("memory is given back", async () => {
  const opened = await open(made.root);
  opened.free();
  assert.throws(() => opened.search("json"));
});

test("an aborted signal ends fetching", async () => {
  await assert.rejects(open(made.root, { signal: AbortSignal.abort() }), { name: "AbortError" });
});
