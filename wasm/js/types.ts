// Values that go in and come out: the fields and the field order of the command line's JSON.

import type { ErrorCode } from "./codes.js";

/** How far the origin of a release is proven; each level includes those before it. */
export type Level = "unsigned" | "logged" | "signed";

/** What `search` takes beside the query. */
export interface SearchOptions {
  /** Most hits of the page; 10 unless said otherwise, at most 10,000. */
  limit?: number;
  /** Hits to skip; 0 unless said otherwise. */
  offset?: number;
  /** Only this category. */
  category?: string;
  /** Only packages with this tag. */
  tag?: string;
  /** Only packages of this author. */
  author?: string;
  /** Only packages under this licence. */
  license?: string;
  /** Only packages with this keyword. */
  keyword?: string;
  /** Order of the hits; best first unless said otherwise. */
  sort?: "relevance" | "downloads" | "stars" | "updated" | "name";
  /** List everything when there are neither words nor filters. */
  all?: boolean;
  /** Values of each facet, at most 100; 0 unless said otherwise, for no facets. */
  facets?: number;
  /** Say of each hit what its score is made of. */
  explain?: boolean;
  /** Say of each hit where the words that were found stand in it. */
  highlight?: boolean;
  /** Throw `search/unclear` for what can be read in two ways, instead of reading it in one and noting it. */
  strict?: boolean;
}

/** One part of a score: the parts of a hit add up to it. */
export interface ScorePart {
  /** `near-word`: one that the word begins, or that is spelled nearly so. `name`: the whole query names it, or nearly. */
  what: "word" | "near-word" | "missing-words" | "name" | "name-share" | "neighbours" | "prior";
  /** The word of the query. */
  word?: string;
  points: number;
}

/** From and to of what was found, for `String.prototype.slice`. */
export type Place = [number, number];

/** How something in the query was taken that could have meant something else. */
export interface Note {
  code:
    | "unknown-field"
    | "missing-value"
    | "unclosed-quote"
    | "too-many-conditions"
    | "unknown-value"
    | "no-counts";
  /** Where in the query, in characters from 1; `null` for what was not typed there. */
  column: number | null;
  /** One sentence. May quote the query: show it as text, never as HTML. */
  message: string;
  /** What may have been meant instead, most likely first. */
  near: string[];
}

/** The commonest values of one field among all matches. */
export interface Facet {
  field: "category" | "tag" | "license" | "author";
  /** How many values there are. */
  distinct: number;
  values: { value: string; matches: number }[];
}

/** One way to go on with what was typed. */
export interface Suggestion {
  /** The whole query. */
  text: string;
  /** `name`: a package is called so. `word`: its last word stands in packages. */
  kind: "name" | "word";
  /** In how many packages the last word stands; of a name 1. */
  packages: number;
}

/** A package that is related to another. */
export interface Related {
  name: string;
  /** One line. */
  description: string;
  /** The sum of the reasons' points. */
  score: number;
  /** What they share, most points first. */
  reasons: { what: "tag" | "word" | "needs" | "needed-by" | "both-need"; value: string; points: number }[];
}

/** One package found. */
export interface Hit {
  name: string;
  /** Version of its current release. */
  version: string;
  /** One line. */
  description: string;
  /** First author. */
  author: string | null;
  /** 0 where unknown. */
  downloads: number;
  /** 0 where unknown. */
  stars: number;
  /** Relevance; comparable within one answer only. */
  score: number;
  /** First category. */
  category: string | null;
  level: Level;
  /** Whether the registry keeps its archive. */
  installable: boolean;
  /** With `explain`. */
  explain?: ScorePart[];
  /** With `highlight`. */
  highlight?: { name: Place[]; description: Place[] };
}

/** One page of hits. */
export interface Hits {
  /** The page, best first. */
  packages: Hit[];
  /** Number of packages on this page. */
  total: number;
  /** Number of packages that match at least one word and every filter. */
  total_matches: number;
  /** Whether that is all of them; otherwise there are more. */
  total_is_exact: boolean;
  /** Microseconds that the search took. */
  query_time_us: number;
  /** The engine that answered. */
  backend_used: string;
  /** How the query was read where it could have been read otherwise. */
  notes?: Note[];
  /** The query with words that hardly any package has replaced by near ones that many have. */
  did_you_mean?: string;
  /** Of an empty answer: without which condition how many would match. */
  hints?: { without: string; matches: number }[];
  /** With `facets`. */
  facets?: Facet[];
}

/** One dependency of a release. */
export interface Dependency {
  kind: "runtime" | "recommended" | "development";
  /** `name` or `name range`, the preferred first. */
  alternatives: string[];
}

/** Everything known of a release. */
export interface Info {
  name: string;
  version: string;
  /** Every version, newest first. */
  versions: string[];
  /** One line. */
  summary: string;
  /** Long text, may be empty. */
  description: string;
  authors: string[];
  license: string | null;
  categories: string[];
  tags: string[];
  keywords: string[];
  homepage: string | null;
  repository: string | null;
  /** Other names it answers to. */
  provides: string[];
  dependencies: Dependency[];
  /** 0 where unknown. */
  downloads: number;
  /** 0 where unknown. */
  stars: number;
  /** SHA-256 of the archive, `sha256:…`. */
  digest: string | null;
  /** Length of the archive in bytes. */
  bytes: number | null;
  /** Where a foreign source keeps the archive. */
  location: string | null;
  level: Level;
  /** Number of its log entry. */
  leaf: number;
  /** Whether the registry keeps its archive. */
  installable: boolean;
  /** Fields of the source that are kept without being known: key to JSON text. */
  extra: Record<string, string>;
}

/** Every release of a package. */
export interface Releases {
  package: string;
  /** Newest first. */
  versions: { version: string; level: Level; leaf: number; installable: boolean }[];
  total: number;
}

/** The bytes that prove a release, all of them untrusted; `Marketplace.evidence` fetches them. */
export interface Evidence {
  /** The package asked for. */
  name: string;
  /** The version asked for. */
  version: string;
  /** The level that the catalogue lists: evidence of a lower one is refused. */
  level?: Level | undefined;
  /** Digest (`sha256:…`) of the record that the catalogue lists, of an import: its statement must say the same. */
  record?: string | undefined;
  /** `release.nq`, or the log entry of an import. */
  statement: Uint8Array;
  /** `release.sig`, 64 bytes. */
  signature?: Uint8Array | undefined;
  /** The publisher's public key as a PEM file. */
  publicKey?: Uint8Array | undefined;
  /** Where the log holds the statement. */
  log?: { leaf: number; bundle: Uint8Array } | undefined;
  /** That the tree which the log has signed holds the statement. */
  proof?: LogProof | undefined;
  /** The archive; with it, its digest, its safety and its files are checked too. */
  archive?: Uint8Array | undefined;
}

/** What to fetch beside what every release has. */
export interface EvidenceOptions {
  /** Which logs and witnesses are believed (C2SP tlog-policy): then the log's proof is fetched, too. */
  logPolicy?: Uint8Array | undefined;
  /** The largest checkpoint seen before of this log: then what proves that it has only grown is fetched, too. */
  seen?: Uint8Array | undefined;
  /** Ends fetching. */
  signal?: AbortSignal | undefined;
}

/** The log's own word, checked against a policy that the caller has from elsewhere. */
export interface LogProof {
  /** Which logs and witnesses are believed (C2SP tlog-policy). */
  policy: Uint8Array;
  /** Index, inclusion proof and checkpoint (C2SP tlog-proof); `ggen marketplace log prove` writes one. */
  proof: Uint8Array;
  /** The largest checkpoint seen before, and the hashes of a consistency proof from it, 32 bytes each. */
  seen?: { checkpoint: Uint8Array; consistency: Uint8Array } | undefined;
}

/** What is demanded of a release beyond what it claims. */
export interface Policy {
  /** The least level of proof; `unsigned` unless said otherwise. */
  minimumLevel?: Level;
  /** Key identifiers (`sha256:…`) whose signatures count; any listed key unless said otherwise. */
  trustedKeys?: string[];
  /** Whether `Evidence.proof` must be there. */
  logProof?: boolean;
}

/** One check and how it came out. */
export interface Step {
  /** Stable name of the check, such as `signature`. */
  id: string;
  outcome: "passed" | "failed" | "skipped";
  /** The error code, if it failed. */
  code: ErrorCode | null;
  /** One sentence: what was found. May quote outside text: show it as text, never as HTML. */
  detail: string;
  /** A command that repeats the check with other tools, run in the registry's root folder. */
  repeat: string | null;
}

/** Where a catalogue is: a segment, several, or a registry by URL (in Node also a `file:` URL or a path). */
export type Source = Uint8Array | Uint8Array[] | URL | string;

/** The WebAssembly module, for hosts where it is not beside the script. */
export type WasmSource = URL | string | Response | BufferSource | WebAssembly.Module;

/** How to load and open. */
export interface OpenOptions {
  /** The module; found beside the script unless given. Only the first call of a program loads it. */
  wasm?: WasmSource;
  /** Ends fetching. */
  signal?: AbortSignal;
}

/** An IRI. */
export interface NamedNode {
  termType: "NamedNode";
  value: string;
}

/** A blank node. Its label means nothing outside its answer. */
export interface BlankNode {
  termType: "BlankNode";
  value: string;
}

/** A literal. */
export interface Literal {
  termType: "Literal";
  /** The lexical form. */
  value: string;
  /** The language tag in lower case, or the empty text. */
  language: string;
  datatype: NamedNode;
}

/** An RDF term, with the fields of RDF/JS. */
export type Term = NamedNode | BlankNode | Literal;

/** One solution: a term for every variable that it binds. */
export type Solution = Record<string, Term>;

/** One triple of a graph that a query made. */
export interface Quad {
  subject: NamedNode | BlankNode;
  predicate: NamedNode;
  object: Term;
}

/**
 * A value for a variable: a text becomes a string literal, a whole number an `xsd:integer`, another number an
 * `xsd:double`, a URL an IRI.
 */
export type Value =
  | string
  | number
  | bigint
  | boolean
  | URL
  | NamedNode
  | { termType: "Literal"; value: string; language?: string; datatype?: NamedNode };

/** Bounds of a run; a query that needs more ends with an error that names the bound. */
export interface Limits {
  /** About one for each triple or row that is touched; a billion unless said otherwise. */
  steps?: number | undefined;
  /** Rows of the answer; ten million unless said otherwise. */
  rows?: number | undefined;
  /** Bytes held at once for sorting, grouping and joining; one GiB unless said otherwise. */
  bytes?: number | undefined;
}

/** How to run a query. */
export interface RunOptions {
  limits?: Limits | undefined;
  /** Most milliseconds of work; what the reader does between rows does not count. */
  timeout?: number | undefined;
  /** Ends the query: looked at between batches, and about every millisecond of work. */
  signal?: AbortSignal | undefined;
}

/** How to read a query and run it. */
export interface QueryOptions extends RunOptions {
  /** Values of variables. A value is never read as text of the query. */
  bind?: Readonly<Record<string, Value>> | undefined;
  /** What relative IRIs are resolved against. */
  base?: string | URL | undefined;
}

/** A question that is asked by its name. */
export interface Question {
  /** What it is asked by. */
  name: string;
  /** What it tells, in one line. */
  about: string;
  /** The values that it needs. */
  parameters: { name: string; about: string }[];
  /** The query as text. */
  query: string;
}

/** One step of a plan. */
export interface PlanStep {
  /** How deep it stands in the tree, from 0. */
  depth: number;
  /** What it does. */
  text: string;
  /** Solutions expected. */
  estimated: number;
  /** Solutions given since the query was prepared. */
  actual: number;
}
