// What stands around a segment: the list of segments, the log's entries, and what a release's triples say.
// It follows docs/formats.md and docs/vocabulary.ttl.
import { createHash } from "node:crypto";

import { canonicalTerm, digest } from "./segment.mjs";

export const NS = "https://ggen.io/marketplace/";
const RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const DCTERMS = "http://purl.org/dc/terms/";
const FOAF = "http://xmlns.com/foaf/0.1/";
const DOAP = "http://usefulinc.com/ns/doap#";
const KINDS = [["dependency", "runtime"], ["recommendation", "recommended"], ["developmentDependency", "development"]];
const LINE = /^<([^>]*)> <([^>]*)> (?:<([^>]*)>|"([^"\\]*)"(?:\^\^<[^>]*>)?) \.$/;

/** A statement whose literals need no escapes: its type, its lines and its triples. */
export function readStatement(bytes) {
  const [kind, ...lines] = bytes.toString("utf8").split("\n");
  if (lines.pop() !== "") throw new Error("the last line has no end");
  const triples = lines.map((line) => {
    const [, subject, predicate, iri, literal] = LINE.exec(line);
    return { subject, predicate, object: iri ?? literal };
  });
  return { kind, lines, triples, value: (subject, predicate) => valueOf(triples, subject, predicate) };
}

function valueOf(triples, subject, predicate) {
  return triples.find((triple) => triple.subject === subject && triple.predicate === predicate)?.object;
}

/** `catalog.nq`. */
export function readSegmentList(bytes) {
  const { kind, value } = readStatement(bytes);
  if (kind !== "marketplace/catalog/v1") throw new Error(`${kind} is no list of segments`);
  const numbered = (name, read) => {
    const list = [];
    for (let iri; value((iri = `${NS}catalog/${name}/${String(list.length).padStart(4, "0")}`), `${NS}digest`); ) {
      list.push(read(iri));
    }
    return list;
  };
  return {
    leaves: Number(value(`${NS}catalog`, `${NS}leaves`)),
    frontier: numbered("frontier", (iri) => value(iri, `${NS}digest`)),
    segments: numbered("segments", (iri) => ({
      digest: value(iri, `${NS}digest`),
      bytes: Number(value(iri, `${NS}bytes`)),
      releases: Number(value(iri, `${NS}releases`)),
    })),
  };
}

/** The paths of the bundles of a log of `leaves` entries. */
export function bundlePaths(leaves) {
  return numberedPaths("entries", leaves);
}

/** The tiles of a log, path and bytes, out of its entries. */
export function tilesOf(entries) {
  const tiles = [];
  let hashes = entries.map((entry) => sha256([0], entry));
  for (let level = 0; hashes.length > 0; level += 1) {
    const paths = numberedPaths(level, hashes.length);
    tiles.push(...paths.map((path, n) => [path, Buffer.concat(hashes.slice(256 * n, 256 * n + 256))]));
    hashes = Array.from({ length: Math.floor(hashes.length / 256) }, (_, n) => rootOf(hashes.slice(256 * n, 256 * n + 256)));
  }
  return tiles;
}

/** The root over 2^n hashes. */
function rootOf(hashes) {
  while (hashes.length > 1) {
    hashes = hashes.flatMap((hash, at) => (at % 2 === 0 ? [sha256([1], hash, hashes[at + 1])] : []));
  }
  return hashes[0];
}

function numberedPaths(folder, count) {
  const paths = [];
  for (let number = 0; number * 256 < count; number += 1) {
    const groups = String(number).padStart(Math.ceil(String(number).length / 3) * 3, "0").match(/.../g);
    const path = groups.map((group, i) => (i + 1 < groups.length ? `x${group}` : group)).join("/");
    const full = (number + 1) * 256 <= count;
    paths.push(`log/tile/${folder}/${path}${full ? "" : `.p/${count % 256}`}`);
  }
  return paths;
}

/** The entries of a bundle. */
export function readEntries(bundle) {
  const entries = [];
  for (let at = 0; at < bundle.length; ) {
    const length = bundle.readUInt16BE(at);
    entries.push(bundle.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return entries;
}

/** The roots of the complete subtrees over `entries`, largest first (RFC 6962, 2.1). */
export function frontierOf(entries) {
  const stack = [];
  for (const entry of entries) {
    let top = { hash: sha256([0], entry), leaves: 1 };
    while (stack.at(-1)?.leaves === top.leaves) {
      const left = stack.pop();
      top = { hash: sha256([1], left.hash, top.hash), leaves: 2 * top.leaves };
    }
    stack.push(top);
  }
  return stack.map(({ hash }) => `sha256:${hash.toString("hex")}`);
}

/** Triples by subject, as terms. */
export function bySubject({ dictionary, triples }) {
  const subjects = new Map();
  for (const [s, p, o] of triples) {
    const subject = dictionary[s].value;
    if (!subjects.has(subject)) subjects.set(subject, []);
    subjects.get(subject).push({ subject, predicate: dictionary[p].value, object: dictionary[o] });
  }
  return subjects;
}

/** The triples of the record of `release`. */
export function recordOf(subjects, release) {
  const own = subjects.get(release);
  const package_ = own.find(({ predicate }) => predicate === `${NS}package`).object.value;
  const shared = subjects
    .get(package_)
    .filter(({ predicate, object }) => predicate !== `${NS}release` || object.value === release);
  return [...shared, ...own, ...dependencyNodes(subjects, release).flatMap(({ triples }) => triples)];
}

/** SHA-256 over the canonical lines of a record, with leaf 0. */
export function recordDigest(triples) {
  const lines = triples.map(({ subject, predicate, object }) => {
    const term = predicate === `${NS}leaf` ? { ...object, value: "0" } : object;
    return Buffer.from(`<${subject}> <${predicate}> ${canonicalTerm(term)} .\n`);
  });
  return digest(Buffer.concat(lines.sort(Buffer.compare)));
}

/** The first of several authors stands before the others. */
function firstFirst(authors, first) {
  return first === null ? authors : [first, ...authors.filter((author) => author !== first)];
}

/** What `info` shows of `release`, from its triples alone. */
export function infoOf(subjects, release) {
  const own = subjects.get(release);
  const all = (iri) => own.filter(({ predicate }) => predicate === iri).map(({ object }) => object.value);
  const one = (iri) => all(iri)[0] ?? null;
  const sorted = (name) => all(NS + name).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const number = (name) => Number(one(NS + name) ?? 0);
  if (one(RDF_TYPE) !== `${NS}Release`) throw new Error(`${release} is no release`);
  return {
    name: one(`${NS}package`).slice(`${NS}packages/`.length),
    version: one(`${NS}version`),
    summary: one(`${NS}summary`),
    description: one(`${DCTERMS}description`) ?? "",
    authors: firstFirst(sorted("author"), one(`${DCTERMS}creator`)),
    license: one(`${DCTERMS}license`),
    categories: sorted("category"),
    tags: sorted("tag"),
    keywords: sorted("keyword"),
    homepage: one(`${FOAF}homepage`),
    repository: one(`${DOAP}repository`),
    provides: sorted("provides"),
    dependencies: dependenciesOf(subjects, release, own),
    downloads: number("downloads"),
    stars: number("stars"),
    digest: one(`${NS}digest`),
    bytes: one(`${NS}bytes`) === null ? null : number("bytes"),
    location: one(`${NS}location`),
    level: one(`${NS}level`),
    leaf: number("leaf"),
    extra: extraOf(own),
  };
}

function extraOf(own) {
  const prefix = `${NS}extra/`;
  const extra = own.filter(({ predicate }) => predicate.startsWith(prefix));
  return Object.fromEntries(
    extra.map(({ predicate, object }) => [decodeURIComponent(predicate.slice(prefix.length)), object.value]),
  );
}

function dependencyNodes(subjects, release) {
  const nodes = [];
  const node = (n, m) => subjects.get(`${release}#dependency-${n}.${m}`);
  for (let n = 0; node(n, 0); n += 1) {
    for (let m = 0; node(n, m); m += 1) nodes.push({ n, m, triples: node(n, m) });
  }
  return nodes;
}

function dependenciesOf(subjects, release, own) {
  const list = [];
  for (const { n, m, triples } of dependencyNodes(subjects, release)) {
    const value = (name) => triples.find(({ predicate }) => predicate === NS + name)?.object.value;
    const first = `${release}#dependency-${n}.0`;
    if (m > 0 && value("alternativeTo") !== first) throw new Error("an alternative is to nothing");
    const linked = ([link]) =>
      own.some(({ predicate, object }) => predicate === NS + link && object.value === first);
    if (m === 0) list.push({ kind: KINDS.find(linked)[1], alternatives: [] });
    const name = value("onPackage").slice(`${NS}packages/`.length);
    const range = value("requirement");
    list[n].alternatives.push(range === undefined ? name : `${name} ${range}`);
  }
  return list;
}

function sha256(...parts) {
  return parts.reduce((hash, part) => hash.update(Buffer.from(part)), createHash("sha256")).digest();
}
