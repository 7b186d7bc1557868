// Writes the shared vectors anew, with the built `ggen` and package:
//   node tests/js/make-vectors.mjs search      after a change of ranking: read the difference before it is committed
//   node tests/js/make-vectors.mjs verify      after a change of what is reported; the keys are new, so all change
//   node tests/js/make-vectors.mjs query       after a change of what queries answer
//
// query/*.json    a query over the small catalogue, and the answer that every host must give
// verify/*.json   evidence (bytes as Base64), a policy, and the report that every host must give
// search/*.json   options over the small catalogue, and the answer that every host must give
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { open, verify } from "@ggen/marketplace";

import { ROOT, answered, ggenOk, package_, registry, temporary } from "./registry.mjs";

const PARTS = ["statement", "signature", "publicKey", "archive"];

const flip = (bytes, at = bytes.length >> 1) => bytes.map((byte, place) => (place === at ? byte ^ 1 : byte));
const text = (bytes) => new TextDecoder().decode(bytes);
const utf8 = (string) => new TextEncoder().encode(string);

// The log is short here, so that the evidence is.
const line = readFileSync(join(ROOT, "tests/fixtures/packages.jsonl"), "utf8").split("\n").find((line) => line.includes("imagemagick"));
const single = join(temporary(), "single.jsonl");
writeFileSync(single, `${line}\n`);
const { root, home, folder } = registry(single);
const marketplace = await open(root);
const signed = await marketplace.evidence("hello-ggen", "1.0.0");
const other = await marketplace.evidence("hello-ggen", "1.10.0");
const plain = await marketplace.evidence("plain-ggen");
const listed = await marketplace.evidence("imagemagick");
const keyId = `sha256:${text(signed.statement).match(/publisher> <[^>]*?([0-9a-f]{64})>/)?.[1] ?? ""}`;

// The log signs twice: first for the registry as it is, then for one entry more; and a second time for another tree.
const logKey = join(folder, "log.pem");
const inLog = (...words) => ggenOk(home, ...words, "--registry", root);
ggenOk(home, "keygen", "--output", logKey);
inLog("log", "init", "--origin", "demo.example/log", "--log-key", logKey);
const file = (name) => new Uint8Array(readFileSync(join(root, name)));
const [before, policy] = [file("log/checkpoint"), file("trust/log-policy")];
function prove(subject) {
  const output = join(folder, "proof");
  inLog("log", "prove", subject, "--output", output);
  return new Uint8Array(readFileSync(output));
}
const early = { policy, proof: prove("hello-ggen@1.0.0") };
inLog("publish", package_(folder, "hello-ggen", "1.20.0"), "--log-key", logKey);
const proof = { policy, proof: prove("hello-ggen@1.0.0") };
const otherProof = { policy, proof: prove("hello-ggen@1.10.0") };
const after = file("log/checkpoint");
// The log had four entries, a complete tree: the proof that it grew is the hash of the one after them.
const tile = file("log/tile/0/000.p/5");
const hash = (entry) => tile.slice(32 * entry, 32 * entry + 32);
const grown = { ...proof, seen: { checkpoint: before, consistency: hash(4) } };
const changed = (bytes, from, to) => utf8(text(bytes).replace(from, to));

// What it is: the evidence, the policy, and the step and code that must fail; nothing if it must verify.
const cases = {
  "a signed release verifies": [signed, {}, ""],
  "a signed release of a trusted key verifies": [signed, { trustedKeys: [keyId], minimumLevel: "signed" }, ""],
  "a release without a signature verifies as logged": [plain, {}, ""],
  "an import verifies as listed": [listed, {}, ""],
  "an import whose record the catalogue changed is refused": [{ ...listed, record: `sha256:${"0".repeat(64)}` }, {}, "record verify/record-differs"],
  "evidence without an archive stops at the statement": [{ ...signed, archive: undefined }, {}, ""],
  "a flipped byte of the statement is refused": [{ ...signed, statement: flip(signed.statement) }, {}, "statement statement/out-of-order"],
  "a flipped byte of the signature is refused": [{ ...signed, signature: flip(signed.signature) }, {}, "signature signature/invalid"],
  "a flipped byte of the key is refused": [{ ...signed, publicKey: flip(signed.publicKey, 60) }, {}, "publisher-key key/"],
  "a flipped byte of the archive is refused": [{ ...signed, archive: flip(signed.archive) }, {}, "archive-digest verify/digest-mismatch"],
  "a shortened archive is refused": [{ ...signed, archive: signed.archive.slice(0, -1) }, {}, "archive-length verify/length-mismatch"],
  "a signature of 63 bytes is refused": [{ ...signed, signature: signed.signature.slice(0, 63) }, {}, "signature signature/wrong-length"],
  "a signature of 65 bytes is refused": [{ ...signed, signature: Uint8Array.of(...signed.signature, 0) }, {}, "signature signature/wrong-length"],
  "a missing signature is refused": [{ ...signed, signature: undefined }, {}, "signature verify/signature-missing"],
  "a missing key is refused": [{ ...signed, publicKey: undefined }, {}, "publisher-key verify/key-missing"],
  "a signature of another release is refused": [{ ...signed, signature: other.signature }, {}, "signature signature/invalid"],
  "a statement that the log does not hold is refused": [{ ...signed, log: { ...signed.log, leaf: other.log.leaf } }, {}, "log-entry verify/not-logged"],
  "a cut bundle of log entries is refused": [{ ...signed, log: { ...signed.log, bundle: signed.log.bundle.slice(0, 9) } }, {}, "log-entry log/malformed-bundle"],
  "another version is refused": [{ ...signed, version: "1.0.1" }, {}, "request verify/wrong-version"],
  "another package is refused": [{ ...signed, name: "hello" }, {}, "request verify/wrong-package"],
  "a stripped signature is refused where the catalogue lists one": [{ ...plain, level: "signed" }, {}, "level verify/level-too-low"],
  "an unknown key is refused": [signed, { trustedKeys: [`sha256:${"0".repeat(64)}`] }, "key-trusted verify/key-not-trusted"],
  "a release that the log signed for verifies": [{ ...signed, proof }, { logProof: true }, ""],
  "a log that has grown verifies": [{ ...signed, proof: grown }, { logProof: true }, ""],
  "a proof that is demanded and missing is refused": [signed, { logProof: true }, "checkpoint verify/log-proof-missing"],
  "a proof of another entry is refused": [{ ...signed, proof: otherProof }, {}, "inclusion log/other-index"],
  "a proof with the index of another entry is refused": [
    { ...signed, proof: { policy, proof: changed(otherProof.proof, "index 2", "index 1") } }, {}, "inclusion log/inclusion-invalid",
  ],
  "a log that has shrunk is refused": [{ ...signed, proof: { ...early, seen: { checkpoint: after, consistency: new Uint8Array() } } }, {}, "consistency log/shrunk"],
  "a log that rewrote what it said is refused": [{ ...signed, proof: { ...grown, seen: { checkpoint: before, consistency: hash(3) } } }, {}, "consistency log/inconsistent"],
  "a checkpoint with another size is refused": [{ ...signed, proof: { policy, proof: changed(proof.proof, "\n5\n", "\n6\n") } }, {}, "checkpoint log/signature-invalid"],
  "a checkpoint of an unknown log is refused": [{ ...signed, proof: { ...proof, policy: utf8("quorum none\n") } }, {}, "checkpoint log/not-signed"],
  "a proof with extra data is refused": [{ ...signed, proof: { policy, proof: changed(proof.proof, "index", "extra AAAA\nindex") } }, {}, "checkpoint log/extra-data"],
  "a statement with a byte order mark is refused": [{ ...signed, statement: utf8(`\uFEFF${text(signed.statement)}`) }, {}, "statement statement/unknown-type"],
  "a statement with Windows line ends is refused": [{ ...signed, statement: utf8(text(signed.statement).replaceAll("\n", "\r\n")) }, {}, "statement statement/unknown-type"],
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
  "conditions in the query": ['library -category:security "library for"', { limit: 3 }],
  "what is not clear is noted": ['tga:crypto json "open', { limit: 2 }],
  "an unknown value and what it costs": ["library tag:crypot"],
  "the whole query is corrected": ["imagemagikc"],
  "counts, places and parts": ["web framework", { facets: 3, explain: true, highlight: true, limit: 3 }],
  "last admitted first": ["library", { sort: "updated", limit: 3 }],
};

const PREFIXES = "PREFIX g: <https://ggen.io/marketplace/> PREFIX dct: <http://purl.org/dc/terms/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n";

const queries = {
  "names in order": ["SELECT ?name { ?p a g:Package ; g:name ?name } ORDER BY ?name"],
  "packages and releases by category": [
    "SELECT ?category (COUNT(?r) AS ?n) (SAMPLE(1) AS ?one) { ?r a g:Release ; g:category ?category } GROUP BY ?category ORDER BY DESC(?n) ?category",
  ],
  "what is not there stays unbound": [
    "SELECT ?name ?home { ?p g:name ?name ; g:release ?r OPTIONAL { ?r <http://xmlns.com/foaf/0.1/homepage> ?home } } ORDER BY ?name LIMIT 12",
  ],
  "a filter with a pattern": ["SELECT ?name { ?p g:name ?name FILTER REGEX(?name, '^lib|json$', 'i') } ORDER BY ?name"],
  "texts with marks": ["SELECT ?a (STRLEN(?a) AS ?n) (UCASE(?a) AS ?u) { ?r g:author ?a FILTER(REGEX(?a, '[^ -~]')) } ORDER BY ?a"],
  "a value is bound": ["SELECT ?p { ?p g:name ?name }", { name: "serde" }],
  "a value is not text": ["SELECT ?p { ?p g:name ?name }", { name: '" } # <x> \\' }],
  "numbers of every kind": [
    "SELECT (1+1 AS ?i) (1.0/3 AS ?d) (1e0/3 AS ?f) (0.1+0.2 AS ?e) (xsd:float('0.1') AS ?g) (1/0 AS ?none) (ROUND(-2.5) AS ?r) {}",
  ],
  "moments": [
    "SELECT ?t (YEAR(?t) AS ?y) (TZ(?t) AS ?z) (?t + 'P1D'^^xsd:dayTimeDuration AS ?later) { VALUES ?t { '2026-02-28T23:59:59.5+01:00'^^xsd:dateTime } }",
  ],
  "digests": ["SELECT (MD5('abc') AS ?a) (SHA1('abc') AS ?b) (SHA256('abc') AS ?c) (SHA512('abc') AS ?d) {}"],
  "a path": ["SELECT DISTINCT ?name { ?p g:name ?name ; g:release/g:dependsOn+ ?any } ORDER BY ?name"],
  "those without": ["SELECT ?name { ?p g:name ?name FILTER NOT EXISTS { ?p g:release/g:tag ?t } } ORDER BY ?name"],
  "a subquery and a union": [
    "SELECT ?name { { SELECT ?p { ?p g:name ?n } ORDER BY ?n LIMIT 3 } { ?p g:name ?name } UNION { BIND('none' AS ?name) } } ORDER BY ?name",
  ],
  "languages and types": [
    "SELECT ?x (LANG(?x) AS ?l) (DATATYPE(?x) AS ?t) { VALUES ?x { 'a' 'b'@en-GB 3 true <x:y> '1'^^<x:t> } }",
  ],
  "yes": ["ASK { ?p g:name 'serde' }"],
  "no": ["ASK { ?p g:name 'no such package' }"],
  "a graph": ["CONSTRUCT { ?p <x:named> ?n } { ?p g:name ?n FILTER(?n < 'g') }"],
  "no solution": ["SELECT ?x { ?x g:name 'no such package' }"],
  "one empty solution": ["SELECT * {}"],
  "a wrong text": ["SELECT *\nWHERE { ?s ?p "],
  "an update is refused": ["INSERT DATA { <x:a> <x:b> <x:c> }"],
  "a variable that is not there": ["SELECT * { ?s ?p ?o }", { x: "1" }],
};

function write(verb, what, vector) {
  const folder = join(ROOT, "tests/vectors", verb);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${what.replaceAll(" ", "-")}.json`);
  writeFileSync(file, `${JSON.stringify({ what, ...vector }, null, 1)}\n`);
}

async function writeVerify() {
  rmSync(join(ROOT, "tests/vectors/verify"), { recursive: true, force: true });
  for (const [what, [brought, policy, failing]] of Object.entries(cases)) {
    const report = await verify(brought, policy);
    const failed = report.failure === undefined ? "" : `${report.failure.id} ${report.failure.code}`;
    assert.ok(failing === "" ? failed === "" : failed.startsWith(failing), `${what}: ${failed}`);
    const base64 = (bytes) => (bytes === undefined ? undefined : Buffer.from(bytes).toString("base64"));
    const parts = Object.fromEntries(PARTS.map((part) => [part, base64(brought[part])]));
    const { name, version, level, record } = brought;
    const log = { leaf: brought.log.leaf, bundle: base64(brought.log.bundle) };
    const { proof } = brought;
    const seen = proof?.seen && { checkpoint: base64(proof.seen.checkpoint), consistency: base64(proof.seen.consistency) };
    const proven = proof && { policy: base64(proof.policy), proof: base64(proof.proof), seen };
    write("verify", what, { evidence: { name, version, level, record, ...parts, log, proof: proven }, policy, report });
  }
}

async function writeSearch() {
  rmSync(join(ROOT, "tests/vectors/search"), { recursive: true, force: true });
  const catalogue = await open(registry().root);
  for (const [what, [query, options = {}]] of Object.entries(searches)) {
    write("search", what, { query, options, hits: { ...catalogue.search(query, options), query_time_us: 0 } });
  }
}

async function writeQuery() {
  rmSync(join(ROOT, "tests/vectors/query"), { recursive: true, force: true });
  const catalogue = await open(registry().root);
  for (const [what, [text, bind]] of Object.entries(queries)) {
    const query = what === "a wrong text" || what === "an update is refused" ? text : PREFIXES + text;
    write("query", what, { query, bind, answer: answered(catalogue, { query, bind }) });
  }
}

const verbs = { query: writeQuery, search: writeSearch, verify: writeVerify };
const wanted = process.argv.slice(2);
assert.ok(wanted.length > 0 && wanted.every((verb) => verb in verbs), "say what to write: search, verify, query");
for (const verb of wanted) await verbs[verb]();
