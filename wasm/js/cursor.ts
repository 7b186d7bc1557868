import { translated } from "./error.js";
import type { Cursor as Core } from "./marketplace.js";
import { Batch, type BatchParts } from "./terms.js";

/** Rows of the first batch; each further one has twice as many. */
const FIRST_ROWS = 16;
const MOST_ROWS = 2_048;
/** Milliseconds after which a batch comes with the rows there are. */
const PATIENCE = 10;

/**
 * An answer, made while it is read: `for (const row of cursor)`, or `for await`, which lets a page stay alive
 * between batches. It is read once. Its memory is given back at its end, when a loop over it is left, by
 * `free()`, or at the end of a `using` block.
 */
export class Cursor<Row> implements Iterable<Row>, AsyncIterable<Row> {
  /** The names of the columns, in the order of the query. */
  readonly variables: readonly string[];
  readonly #make: (batch: Batch, variables: readonly string[]) => Row;
  readonly #signal: AbortSignal | undefined;
  #core: Core | undefined;
  #batch: Batch | undefined;
  /** Rows of the batch that are not read yet. */
  #left = 0;
  #rows = FIRST_ROWS;

  /** @internal */
  constructor(core: Core, make: (batch: Batch, variables: readonly string[]) => Row, signal: AbortSignal | undefined) {
    const { columns } = core;
    this.variables = columns === "" ? [] : columns.split(" ");
    this.#core = core;
    this.#make = make;
    this.#signal = signal;
  }

  *[Symbol.iterator](): IterableIterator<Row> {
    try {
      for (;;) {
        yield* this.#rest();
        if (!this.#more()) return;
      }
    } finally {
      this.free();
    }
  }

  async *[Symbol.asyncIterator](): AsyncIterableIterator<Row> {
    let left = performance.now();
    try {
      for (;;) {
        for (const row of this.#rest()) {
          this.#signal?.throwIfAborted();
          yield row;
        }
        if (performance.now() - left > PATIENCE) {
          await new Promise((resolve) => setTimeout(resolve));
          left = performance.now();
        }
        if (!this.#more()) return;
      }
    } finally {
      this.free();
    }
  }

  /** Every row that is left. */
  toArray(): Row[] {
    return [...this];
  }

  /** Ends the query and gives its memory back. */
  free(): void {
    this.#core?.free();
    this.#core = undefined;
    this.#batch = undefined;
  }

  /** The same as `free()`. */
  [Symbol.dispose](): void {
    this.free();
  }

  /** The rows of the batch at hand. */
  *#rest(): Generator<Row> {
    while (this.#batch !== undefined && this.#left > 0) {
      this.#left--;
      yield this.#make(this.#batch, this.variables);
    }
  }

  /** Reads a batch; `false` at the end. */
  #more(): boolean {
    const core = this.#core;
    if (core === undefined || this.#batch?.done) return false;
    this.#signal?.throwIfAborted();
    this.#batch = new Batch(translated(() => core.batch(this.#rows, PATIENCE)) as BatchParts);
    this.#left = this.#batch.rows;
    this.#rows = Math.min(this.#rows * 2, MOST_ROWS);
    return true;
  }
}
