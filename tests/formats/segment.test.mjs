// The registry that the command line writes, read by another program: what docs/formats.md promises, and no more.
// The command line is `GGEN`, or what was built last under `target/`.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

import {
  bundlePaths, bySubject, frontierOf, infoOf, NS, readEntries, readSegmentList, readStatement, recordDigest, recordOf, tilesOf,
} from "./registry.mjs";
import { Cursor, digest, openSegment, readHeader, readPacked } from "./segment.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BUILT = ["target/release/ggen", "target/debug/ggen"].map((path) => join(ROOT, path));
const GGEN = process.env.GGEN ?? BUILT.find(existsSync);
const folder = mkdtempSync(join(tmpdir(), "ggen-formats-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** What the catalogue of the fixtures lacks: alternatives, ranges, keywords, escapes, a long text, a pre-release. */
const AWKWARD = [
  {
    name: "awkward", version: "1.10.0", summary: 'Tabs\tand "quotes"', description: `Bell \u0007\n${"Long. ".repeat(60)}é`,
    authors: ["Zoë <z@example.org>", "Ann"], license: "MIT", categories: ["b", "a"], tags: ["z", "é"], keywords: ["k"],
    homepage: "no address", downloads: 5000, stars: 7, provides: ["other"],
    depends: [[{ name: "curl", range: "^8" }, { name: "jq" }], [{ name: "git", range: ">= 2" }]],
  },
  { name: "awkward", version: "1.9.0", summary: "Older" },
  { name: "awkward", version: "2.0.0-rc.1", summary: "Newer, and not final" },
];

const registry = importInto("registry", readFileSync(join(ROOT, "tests/fixtures/packages.jsonl"), "utf8"));
const awkward = importInto("awkward", AWKWARD.map((line) => JSON.stringify(line)).join("\n") + "\n");

function importInto(name, lines) {
  const [root, file] = [join(folder, name), join(folder, `${name}.jsonl`)];
  writeFileSync(file, lines);
  marketplace(root, "import", "--from", "jsonl", file);
  const list = readSegmentList(readFileSync(join(root, "catalog.nq")));
  const blobs = list.segments.map((segment) => readBlob(root, segment.digest));
  const entries = bundlePaths(list.leaves).flatMap((path) => readEntries(readFileSync(join(root, path))));
  return { root, list, blobs, entries, segments: blobs.map(openSegment) };
}

function readBlob(root, name) {
  const hex = name.slice("sha256:".length);
  return readFileSync(join(root, "blob/sha256", hex.slice(0, 2), hex));
}

function marketplace(root, ...words) {
  const args = ["marketplace", ...words, "--registry", root, "--format", "json"];
  const env = { ...process.env, GGEN_HOME: join(folder, "home") };
  return JSON.parse(execFileSync(GGEN, args, { env, encoding: "utf8", maxBuffer: 1 << 28 }));
}

for (const [name, made] of Object.entries({ fixtures: registry, awkward })) {
  test(`${name}: the list names its segments by content`, () => {
    made.list.segments.forEach((segment, i) => {
      assert.equal(segment.digest, digest(made.blobs[i]));
      assert.equal(segment.bytes, made.blobs[i].length);
      assert.equal(segment.releases, made.segments[i].rows.length);
    });
  });

  test(`${name}: the rows of current releases are the list of packages`, () => {
    const rows = made.segments.flatMap(({ rows }) => rows.filter(({ current }) => current));
    const listed = marketplace(made.root, "list", "--detailed").packages;
    assert.deepEqual(
      rows.map(({ name, version, summary, author, category, downloads, stars, level }) => ({
        name, version, description: summary, author, category, downloads, stars, level,
      })),
      listed.map(({ title, installable, ...card }) => card),
    );
  });

  test(`${name}: the triples of each release rebuild what info shows`, () => {
    for (const segment of made.segments) {
      const subjects = bySubject(segment);
      for (const row of segment.rows) {
        const shown = marketplace(made.root, "info", `${row.name}@${row.version}`);
        const versions = segment.rows.filter(({ name }) => name === row.name).map(({ version }) => version);
        const rebuilt = infoOf(subjects, segment.dictionary[row.release].value);
        assert.deepEqual({ ...rebuilt, versions, installable: row.archived }, shown);
        assert.equal(row.leaf, rebuilt.leaf);
      }
    }
  });

  test(`${name}: the tiles of the log hold the hashes of its entries`, () => {
    for (const [path, bytes] of tilesOf(made.entries)) {
      assert.deepEqual(readFileSync(join(made.root, path)), bytes, path);
    }
  });

  test(`${name}: the entries of the log hash to the frontier`, () => {
    assert.equal(made.entries.length, made.list.leaves);
    assert.deepEqual(frontierOf(made.entries), made.list.frontier);
  });

  test(`${name}: each import statement binds the record in the catalogue`, () => {
    for (const segment of made.segments) {
      const subjects = bySubject(segment);
      for (const row of segment.rows) {
        const statement = readStatement(made.entries[row.leaf]);
        const release = segment.dictionary[row.release].value;
        assert.equal(statement.kind, "marketplace/import/v1");
        assert.equal(statement.value(release, `${NS}name`), row.name);
        assert.equal(statement.value(release, `${NS}version`), row.version);
        assert.equal(statement.value(release, `${NS}record`), recordDigest(recordOf(subjects, release)));
      }
    }
  });

  test(`${name}: postings follow one another and name current releases`, () => {
    for (const segment of made.segments) {
      for (let at = 0; at < segment.sections.postings.length; ) {
        const { list, end } = segment.postings(at);
        assert.ok(list.length > 1, "a list of one is in the transducer");
        for (const [doc, impact] of list) assert.ok(segment.rows[doc].current && impact > 0, `document ${doc}`);
        at = end;
      }
    }
  });

  test(`${name}: nothing is listed under a prefix that few keys begin with`, () => {
    for (const { prefixes, rows } of made.segments) {
      for (const { keys } of prefixes.names) {
        assert.ok(keys.length > 1 && keys.every(([doc]) => rows[Number(doc)].current));
      }
      if (rows.length <= 256) assert.deepEqual(prefixes.names, []);
    }
  });
}

test("newest releases are first, and a final one is current before a pre-release", () => {
  const rows = awkward.segments[0].rows;
  assert.deepEqual(rows.map(({ version }) => version), ["2.0.0-rc.1", "1.10.0", "1.9.0"]);
  assert.deepEqual(rows.map(({ current }) => current), [false, true, false]);
});

test("the prior comes from dependents and downloads", () => {
  const { rows, dictionary, triples } = registry.segments[0];
  const current = new Set(rows.filter((row) => row.current).map(({ release }) => dictionary[release].value));
  const dependents = (name) => triples.filter(([s, p, o]) => {
    const node = /^(.*)#dependency-\d+\.0$/.exec(dictionary[s].value);
    const on = dictionary[p].value === `${NS}onPackage` && dictionary[o].value === `${NS}packages/${name}`;
    return on && node !== null && current.has(node[1]);
  }).length;
  for (const row of rows) assert.equal(row.prior, log16(1 + dependents(row.name)), row.name);
  assert.ok(rows.some(({ prior }) => prior > 16), "some package has several dependents");
  assert.equal(awkward.segments[0].rows[1].prior, log16(1 + 5));
});

/** 16·log₂ of `n`, linear between powers of two. */
function log16(n) {
  const exponent = Math.floor(Math.log2(n));
  return 16 * exponent + Math.floor((16 * (n - 2 ** exponent)) / 2 ** exponent);
}

test("a changed byte is refused", () => {
  for (const at of [0, 8, 40, 500, registry.blobs[0].length - 1]) {
    const changed = Buffer.from(registry.blobs[0]);
    changed[at] ^= 1;
    assert.throws(() => readHeader(changed), Error, `byte ${at}`);
  }
  assert.throws(() => readHeader(registry.blobs[0].subarray(1)));
});

test("packed numbers are read across bytes", () => {
  const bytes = Buffer.from([3, 0, 0, 0, 5, 0, 0, 0, 0b010_00001, 0b0_11111_00, ...Array(8).fill(0)]);
  const packed = readPacked(new Cursor(bytes));
  assert.deepEqual([0, 1, 2].map((i) => packed.get(i)), [1n, 2n, 31n]);
});
