import { Cursor } from "./cursor.js";
import { GgenError, translated } from "./error.js";
import type { Cursor as Running, Prepared } from "./marketplace.js";
import { type Batch, parameters } from "./terms.js";
import type { PlanStep, Quad, RunOptions, Solution, Value } from "./types.js";

type Form = "select" | "ask" | "construct" | "describe";
/** In the order of `wasm/src/query.rs`. */
const FORMS: readonly Form[] = ["select", "ask", "construct", "describe"];

/** A query that was parsed and planned once. Its memory is given back by `free()`, or at the end of a `using` block. */
export class PreparedQuery {
  /** What kind of answer it gives. */
  readonly form: Form;
  readonly #core: Prepared;

  /** @internal */
  constructor(core: Prepared) {
    this.#core = core;
    this.form = FORMS[core.form] as Form;
  }

  /** What can be given a value, without `?`: the variables of a query, the parameters of a question. */
  get parameters(): readonly string[] {
    return this.#core.parameters;
  }

  /** Gives variables values, in place of all given before. A value is never read as text of the query. */
  bind(values: Readonly<Record<string, Value>>): this {
    const flat = parameters(values);
    translated(() => this.#core.bind(flat));
    return this;
  }

  /** Runs a SELECT. */
  select(options?: RunOptions): Cursor<Solution> {
    return new Cursor(this.#run(["select"], options), solution, options?.signal);
  }

  /** Runs an ASK. */
  ask(options?: RunOptions): boolean {
    const running = this.#run(["ask"], options);
    const answer = running.boolean === true;
    running.free();
    return answer;
  }

  /** Runs a CONSTRUCT or DESCRIBE. */
  construct(options?: RunOptions): Cursor<Quad> {
    return new Cursor(this.#run(["construct", "describe"], options), quad, options?.signal);
  }

  /** The steps of the plan; after a run, with what each of them gave. */
  explain(): PlanStep[] {
    return translated(() => this.#core.explain()) as PlanStep[];
  }

  /** Gives the memory back; running cursors keep theirs. */
  free(): void {
    this.#core.free();
  }

  /** The same as `free()`. */
  [Symbol.dispose](): void {
    this.free();
  }

  #run(forms: readonly Form[], options: RunOptions = {}): Running {
    const { form } = this;
    if (!forms.includes(form)) {
      const message = `the query is of the form ${form.toUpperCase()}, not ${forms.join(" or ").toUpperCase()}`;
      throw new GgenError("js/wrong-form", message, { form });
    }
    options.signal?.throwIfAborted();
    const { limits = {}, timeout, signal } = options;
    return translated(() =>
      this.#core.run(limits.steps, limits.rows, limits.bytes, timeout, signal, Date.now(), nextSeed()),
    );
  }
}

/** The number that the next run draws its random ones from. The first is the host's: to ask it each time is felt in short queries. */
let seed: bigint | undefined;

function nextSeed(): bigint {
  seed = (seed ?? crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n) + 1n;
  return BigInt.asUintN(64, seed);
}

function solution(batch: Batch, variables: readonly string[]): Solution {
  const row: Solution = {};
  for (const name of variables) {
    const term = batch.term();
    if (term === undefined) continue;
    // An assignment to this one name would set the object's prototype.
    if (name === "__proto__") Object.defineProperty(row, name, { value: term, enumerable: true });
    else row[name] = term;
  }
  return row;
}

function quad(batch: Batch): Quad {
  return { subject: batch.term(), predicate: batch.term(), object: batch.term() } as Quad;
}
