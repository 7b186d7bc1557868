// Writes tests/vectors anew: `node tests/js/make-vectors.mjs`. The keys are new each time, so all files change.
//
// verify/*.json   evidence (bytes as Base64), a policy, and the report that every host must give
// search/*.json   options over the small catalogue, and the answer that every host must give
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { open, verify } from "@ggen/marketplace";

import { ROOT, registry } from "./registry.mjs";

const PARTS = ["statement", "signature", "publicKey", "archive"];

const flip = (bytes, at = bytes.length >> 1) => bytes.map((byte, place) => (place === at ? byte ^ 1 : byte));
const text = (bytes) => new TextDecoder().decode(bytes);
const utf8 = (string) => new TextEncoder().encode(string);

const made = registry();
const marketplace = await open(made.root);
const signed = await marketplace.evidence("hello-ggen", "1.0.0");
const other = await marketplace.evidence("hello-ggen", "1.10.0");
const plain = await marketplace.evidence("plain-ggen");
const listed = await marketplace.evidence("imagemagick");
const keyId = `sha256:${text(signed.statement).match(/publisher> <[^>]*?([0-9a-f]{64})>/)?.[1] ?? ""}`;

const cases = {
  "a signed release verifies": [signed],
  "a signed release of a trusted key verifies": [signed, { trustedKeys: [keyId], minimumLevel: "signed" }],
  "a release without a signature verifies as logged": [plain],
  "an import verifies as listed": [listed],
  "evidence without an archive stops at the statement": [{ ...signed, archive: undefined }],
  "a flipped byte of the statement is refused": [{ ...signed, statement: flip(signed.statement) }],
  "a flipped byte of the signature is refused": [{ ...signed, signature: flip(signed.signature) }],
  "a flipped byte of the key is refused": [{ ...signed, publicKey: flip(signed.publicKey, 60) }],
  "a flipped byte of the archive is refused": [{ ...signed, archive: flip(signed.archive) }],
  "a shortened archive is refused": [{ ...signed, archive: signed.archive.slice(0, -1) }],
  "a signature of 63 bytes is refused": [{ ...signed, signature: signed.signature.slice(0, 63) }],
  "a signature of 65 bytes is refused": [{ ...signed, signature: Uint8Array.of(...signed.signature, 0) }],
  "a missing signature is refused": [{ ...signed, signature: undefined }],
  "a missing key is refused": [{ ...signed, publicKey: undefined }],
  "a signature of another release is refused": [{ ...signed, signature: other.signature }],
  "a statement that the log does not hold is refused": [{ ...signed, log: { ...signed.log, leaf: other.log.leaf } }],
  "a cut bundle of log entries is refused": [{ ...signed, log: { ...signed.log, bundle: signed.log.bundle.slice(0, 9) } }],
  "another version is refused": [{ ...signed, version: "1.0.1" }],
  "another package is refused": [{ ...signed, name: "hello" }],
  "a stripped signature is refused where the catalogue lists one": [{ ...plain, level: "signed" }],
  "an unknown key is refused": [signed, { trustedKeys: [`sha256:${"0".repeat(64)}`] }],
  "a statement with a byte order mark is refused": [{ ...signed, statement: utf8(`\uFEFF${text(signed.statement)}`) }],
  "a statement with Windows line ends is refused": [{ ...signed, statement: utf8(text(signed.statement).replaceAll("\n", "\r\n")) }],
};

const searches = {
  "a name comes first": ["serde"],
  "a typing error is forgiven": ["compresion"],
  "the last word is a prefix": ["data"],
  "several words": ["web framework python"],
  "a category filters": ["library", { category: "security" }],
  "a tag filters": ["", { all: true, tag: "crypto" }],
  "sorted by name": ["", { all: true, sort: "name", limit: 40 }],
  "a second page": ["", { all: true, sort: "name", limit: 5, offset: 5 }],
  "nothing matches": ["zzzzzz"],
  "letters with marks": ["bjørn"],
  "a long query": ["tool that reads and converts nearly every audio video and image format there is"],
  "hyphens and case": ["Line-Oriented SEARCH"],
};

function write(verb, what, vector) {
  const folder = join(ROOT, "tests/vectors", verb);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${what.replaceAll(" ", "-")}.json`);
  writeFileSync(file, `${JSON.stringify({ what, ...vector }, null, 1)}\n`);
}

rmSync(join(ROOT, "tests/vectors/verify"), { recursive: true, force: true });
rmSync(join(ROOT, "tests/vectors/search"), { recursive: true, force: true });
for (const [what, [brought, policy = {}]] of Object.entries(cases)) {
  const report = await verify(brought, policy);
  const base64 = (bytes) => (bytes === undefined ? undefined : Buffer.from(bytes).toString("base64"));
  const parts = Object.fromEntries(PARTS.map((part) => [part, base64(brought[part])]));
  const { name, version, level } = brought;
  const log = { leaf: brought.log.leaf, bundle: base64(brought.log.bundle) };
  write("verify", what, { evidence: { name, version, level, ...parts, log }, policy, report });
}
for (const [what, [query, options = {}]] of Object.entries(searches)) {
  write("search", what, { query, options, hits: { ...marketplace.search(query, options), query_time_us: 0 } });
}
