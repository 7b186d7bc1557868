// Terms between JavaScript and the module.

import { GgenError } from "./error.js";
import type { Literal, NamedNode, Term, Value } from "./types.js";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const STRING: NamedNode = { termType: "NamedNode", value: `${XSD}string` };
const LANG_STRING: NamedNode = {
  termType: "NamedNode",
  value: "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
};

/** A batch as the module gives it. */
export type BatchParts = [text: string, cells: Uint32Array, rows: number, done: boolean];

/** A batch as `wasm/src/query/batch.rs` describes it: one text, and numbers that say what it holds. */
export class Batch {
  readonly rows: number;
  /** Whether it is the last. */
  readonly done: boolean;
  readonly #text: string;
  readonly #cells: Uint32Array;
  #at = 0;
  #taken = 0;

  constructor([text, cells, rows, done]: BatchParts) {
    this.#text = text;
    this.#cells = cells;
    this.rows = rows;
    this.done = done;
  }

  /** The next cell. */
  term(): Term | undefined {
    switch (this.#number()) {
      case 1:
        return { termType: "NamedNode", value: this.#take() };
      case 2:
        return { termType: "BlankNode", value: this.#take() };
      case 3:
        return literal(this.#take(), "", STRING);
      case 4:
        return this.#tagged();
      case 5:
        return this.#typed();
      default:
        return undefined;
    }
  }

  #tagged(): Literal {
    const value = this.#take();
    return literal(value, this.#take(), LANG_STRING);
  }

  #typed(): Literal {
    const value = this.#take();
    return literal(value, "", { termType: "NamedNode", value: this.#take() });
  }

  #take(): string {
    const from = this.#taken;
    this.#taken += this.#number();
    return this.#text.slice(from, this.#taken);
  }

  #number(): number {
    return this.#cells[this.#at++] ?? 0;
  }
}

function literal(value: string, language: string, datatype: NamedNode): Literal {
  return { termType: "Literal", value, language, datatype };
}

/** Values of variables as `wasm/src/query/parameters.rs` reads them: name, kind, text, what the kind adds. */
export function parameters(values: Readonly<Record<string, Value>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [name.replace(/^[?$]/, ""), ...parameter(name, value)]);
}

function parameter(name: string, value: Value): [string, string, string] {
  switch (typeof value) {
    case "string":
      return ["text", value, ""];
    case "boolean":
      return ["typed", String(value), `${XSD}boolean`];
    case "bigint":
      return ["typed", String(value), `${XSD}integer`];
    case "number":
      return number(value);
  }
  if (value instanceof URL) return ["iri", value.href, ""];
  switch (value?.termType) {
    case "NamedNode":
      return ["iri", value.value, ""];
    case "Literal":
      if (value.language) return ["tagged", value.value, value.language];
      return value.datatype === undefined ? ["text", value.value, ""] : ["typed", value.value, value.datatype.value];
  }
  throw new GgenError(
    "js/invalid-argument",
    `the value of \`${name}\` must be a text, number, boolean, URL, named node or literal`,
    { name },
  );
}

function number(value: number): [string, string, string] {
  if (Number.isSafeInteger(value)) return ["typed", String(value), `${XSD}integer`];
  const lexical = Number.isFinite(value) ? String(value) : Number.isNaN(value) ? "NaN" : value > 0 ? "INF" : "-INF";
  return ["typed", lexical, `${XSD}double`];
}
