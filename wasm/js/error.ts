import type { ErrorCode } from "./codes.js";

/** Every error that this package throws, except an `AbortError` of your own signal. */
export class GgenError extends Error {
  /** Stable name, `area/finding`; its meaning never changes. */
  readonly code: ErrorCode;
  /** What was found and expected, as plain values. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "GgenError";
    this.code = code;
    this.details = details;
  }

  /** Line of a query at which it is wrong, from 1. */
  get line(): number | undefined {
    return this.#place("line");
  }

  /** Column in characters, from 1. */
  get column(): number | undefined {
    return this.#place("column");
  }

  #place(name: string): number | undefined {
    const place = this.details[name];
    return typeof place === "number" ? place : undefined;
  }
}

interface Thrown {
  code: ErrorCode;
  message: string;
  details: Record<string, unknown>;
}

/** Runs a call into the module; what it throws comes out as a `GgenError`. */
export function translated<T>(call: () => T): T {
  try {
    return call();
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && "details" in thrown) {
      const { code, message, details } = thrown as unknown as Thrown;
      throw new GgenError(code, message, details);
    }
    throw thrown;
  }
}
