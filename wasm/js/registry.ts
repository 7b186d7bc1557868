// A registry read from its files. Which files, the module says; this fetches them.

import type { Host } from "./host.js";
import type { Evidence, EvidenceOptions, Level, LogProof } from "./types.js";
import { listSources, logEntry, proofOf, publisherKeySource, tileSources } from "./marketplace.js";
import { translated } from "./error.js";

/** The list of segments: the one file that is read here and changes. */
const LIST = { path: "catalog.nq", maxBytes: 65_535 };

/** The log's checkpoint, which is replaced as the log grows; at most as long as a note may be. */
const CHECKPOINT = { path: "log/checkpoint", maxBytes: 262_144 };

/** A file of a registry, relative to its root. */
interface File {
  path: string;
  maxBytes: number;
}

/** The files that prove a release. */
export interface Sources {
  name: string;
  version: string;
  level: Level;
  leaf: number;
  record: string | null;
  statement: File | null;
  signature: File | null;
  log: File;
  archive: File | null;
}

/** A registry by the URL of its root. */
export class Registry {
  readonly #host: Host;
  readonly #root: URL;

  constructor(host: Host, root: URL) {
    this.#host = host;
    this.#root = new URL(root);
    if (!this.#root.pathname.endsWith("/")) this.#root.pathname += "/";
  }

  /** The list of segments and the segments, oldest first. Nothing is checked yet. */
  async catalog(signal: AbortSignal | undefined): Promise<{ list: Uint8Array; segments: Uint8Array[] }> {
    const list = await this.#read(LIST, signal);
    const files = translated(() => listSources(list)) as File[];
    const segments = await Promise.all(files.map((file) => this.#read(file, signal)));
    return { list, segments };
  }

  /** Fetches everything that proves a release. */
  async evidence(sources: Sources, options: EvidenceOptions): Promise<Evidence> {
    const { name, version, level, leaf } = sources;
    const { signal, logPolicy, seen } = options;
    const record = sources.record ?? undefined;
    const optional = (file: File | null) => (file === null ? undefined : this.#read(file, signal));
    const [bundle, stated, signature, archive] = await Promise.all([
      this.#read(sources.log, signal),
      optional(sources.statement),
      optional(sources.signature),
      optional(sources.archive),
    ]);
    const statement = stated ?? translated(() => logEntry(bundle, BigInt(leaf)));
    const publicKey = await optional(translated(() => publisherKeySource(statement)) as File | null);
    const proof = logPolicy && (await this.#proof(logPolicy, leaf, seen, signal));
    return { name, version, level, record, statement, signature, publicKey, log: { leaf, bundle }, proof, archive };
  }

  /** Computes from the log's tiles what proves an entry, and that the log began with what was seen. */
  async #proof(
    policy: Uint8Array,
    leaf: number,
    seen: Uint8Array | undefined,
    signal: AbortSignal | undefined,
  ): Promise<LogProof> {
    const checkpoint = await this.#read(CHECKPOINT, signal);
    const before = seen ?? new Uint8Array();
    const files = translated(() => tileSources(policy, checkpoint, BigInt(leaf), before)) as File[];
    const tiles = await Promise.all(files.map((file) => this.#read(file, signal)));
    const made = translated(() => proofOf(policy, checkpoint, BigInt(leaf), before, tiles));
    const [proof, consistency] = made as [Uint8Array, Uint8Array];
    return { policy, proof, seen: seen && { checkpoint: seen, consistency } };
  }

  #read(file: File, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const path = file.path.split("/").map(encodeURIComponent).join("/");
    return this.#host.read(new URL(path, this.#root), file.maxBytes, file === LIST || file === CHECKPOINT, signal);
  }
}
