// What a host (a page, Node) brings: the module's bytes and the files of a registry.

import { GgenError } from "./error.js";
import type { WasmSource } from "./types.js";

/** A host. */
export interface Host {
  /** The module when the caller names none; `undefined`: the glue finds it beside itself. */
  module(): Promise<WasmSource | undefined>;
  /** The registry that a text names. */
  locate(source: string): URL;
  /** A file, at most `max` bytes long; one that `changes` is asked for anew, whatever a cache holds. */
  read(url: URL, max: number, changes: boolean, signal: AbortSignal | undefined): Promise<Uint8Array>;
}

/** Fetches a file, at most `max` bytes of it. */
export async function fetchBytes(
  url: URL,
  max: number,
  changes: boolean,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(url, { cache: changes ? "no-cache" : "default", signal: signal ?? null });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new GgenError("js/fetch-failed", `cannot fetch ${url}`, { url: String(url) }, cause);
  }
  if (!response.ok) {
    const details = { url: String(url), status: response.status };
    throw new GgenError("js/fetch-failed", `cannot fetch ${url}: status ${response.status}`, details);
  }
  return bounded(response, url, max);
}

/** The error for a file that is longer than it can be. */
export function tooLarge(url: URL, max: number): GgenError {
  return new GgenError("js/file-too-large", `${url} has more than ${max} bytes`, { url: String(url), max });
}

/** Reads a body, but never much more than `max` bytes of it. */
async function bounded(response: Response, url: URL, max: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > max) {
      await reader.cancel();
      throw tooLarge(url, max);
    }
    chunks.push(value);
  }
  return joined(chunks, length);
}

function joined(chunks: Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
