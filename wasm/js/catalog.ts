import { GgenError, translated } from "./error.js";
import type { Marketplace as Core } from "./marketplace.js";
import type { Cursor } from "./cursor.js";
import { PreparedQuery } from "./query.js";
import { parameters } from "./terms.js";
import type { Registry, Sources } from "./registry.js";
import type {
  Evidence,
  EvidenceOptions,
  Hits,
  Info,
  PlanStep,
  Quad,
  QueryOptions,
  Question,
  Related,
  Releases,
  SearchOptions,
  Solution,
  Suggestion,
} from "./types.js";

/** An opened catalogue. Its memory is given back by `free()`, or at the end of a `using` block. */
export class Marketplace {
  readonly #core: Core;
  readonly #registry: Registry | undefined;

  /** @internal */
  constructor(core: Core, registry: Registry | undefined) {
    this.#core = core;
    this.#registry = registry;
  }

  /** Number of packages. */
  get size(): number {
    return translated(() => this.#core.size());
  }

  /**
   * Ranks the packages that match `text`: words, `"phrases"`, `-not`, `field:value`. Typing errors are tolerated, the
   * last word is also a prefix.
   */
  search(text: string, options?: SearchOptions): Hits {
    const start = performance.now();
    const hits = translated(() => this.#core.search(text, options)) as Hits;
    hits.query_time_us = Math.round((performance.now() - start) * 1000);
    return hits;
  }

  /** Ways to go on with what was typed so far: names, then words; 10 unless said otherwise. */
  suggest(text: string, options: { limit?: number } = {}): Suggestion[] {
    return (translated(() => this.#core.suggest(text, options.limit)) as { suggestions: Suggestion[] }).suggestions;
  }

  /** The packages that are most related to the one called `name`, and why; 10 unless said otherwise. */
  related(name: string, options: { limit?: number } = {}): Related[] {
    return (translated(() => this.#core.related(name, options.limit)) as { packages: Related[] }).packages;
  }

  /** Everything known of a release: the current one, or the one of `version`. */
  info(name: string, version?: string): Info {
    return translated(() => this.#core.info(name, version)) as Info;
  }

  /** Every release of a package, newest first. */
  versions(name: string): Releases {
    return translated(() => this.#core.versions(name)) as Releases;
  }

  /** Parses and plans a SPARQL query, to be run as often as wanted. */
  prepare(query: string, options: Pick<QueryOptions, "bind" | "base"> = {}): PreparedQuery {
    const base = options.base === undefined ? undefined : String(options.base);
    const values = parameters(options.bind ?? {});
    return new PreparedQuery(translated(() => this.#core.prepare(query, base, values)));
  }

  /** The questions that `named` answers. */
  questions(): Question[] {
    return translated(() => this.#core.questions()) as Question[];
  }

  /** A question by its name, with its values, to be run as a query is: `named("versions", { bind: { package } }).select()`. */
  named(name: string, options: Pick<QueryOptions, "bind"> = {}): PreparedQuery {
    const values = parameters(options.bind ?? {});
    return new PreparedQuery(translated(() => this.#core.named(name, values)));
  }

  /** The solutions of a SELECT, made while they are read. */
  select(query: string, options?: QueryOptions): Cursor<Solution> {
    return this.#once(query, options, (prepared) => prepared.select(options));
  }

  /** The answer of an ASK. */
  ask(query: string, options?: QueryOptions): boolean {
    return this.#once(query, options, (prepared) => prepared.ask(options));
  }

  /** The triples of a CONSTRUCT or DESCRIBE, made while they are read. */
  construct(query: string, options?: QueryOptions): Cursor<Quad> {
    return this.#once(query, options, (prepared) => prepared.construct(options));
  }

  /** The steps in which a query would be answered, and what each is expected to give. */
  explain(query: string, options?: Pick<QueryOptions, "bind" | "base">): PlanStep[] {
    return this.#once(query, options, (prepared) => prepared.explain());
  }

  #once<T>(query: string, options: QueryOptions | undefined, use: (prepared: PreparedQuery) => T): T {
    const prepared = this.prepare(query, options);
    try {
      return use(prepared);
    } finally {
      prepared.free();
    }
  }

  /** Checks the SHA-256 of every section: for bytes whose own digest nobody has checked. */
  check(): void {
    translated(() => this.#core.check());
  }

  /** Fetches from the registry what proves a release, for `verify`; with a log policy, also the log's proof. */
  async evidence(name: string, version?: string, options: EvidenceOptions = {}): Promise<Evidence> {
    if (this.#registry === undefined) {
      throw new GgenError("js/no-registry", "the catalogue was opened from bytes: there is nowhere to fetch from");
    }
    const sources = translated(() => this.#core.sources(name, version)) as Sources;
    return this.#registry.evidence(sources, options);
  }

  /** Gives the memory back; the object cannot be used afterwards. */
  free(): void {
    this.#core.free();
  }

  /** The same as `free()`. */
  [Symbol.dispose](): void {
    this.free();
  }
}
