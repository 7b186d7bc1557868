// The package in Node. Built as CommonJS, so that `import` and `require` give the same instance.

import { open as openFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { api } from "./api.js";
import { GgenError } from "./error.js";
import { fetchBytes, tooLarge, type Host } from "./host.js";

const host: Host = {
  module: () => readFile(join(__dirname, "..", "marketplace.wasm")),
  locate: (source) => (/^[a-z][a-z0-9+.-]+:/i.test(source) ? new URL(source) : pathToFileURL(source)),
  read: (url, max, changes, signal) =>
    url.protocol === "file:" ? readBounded(url, max, signal) : fetchBytes(url, max, changes, signal),
};

async function readBounded(url: URL, max: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
  signal?.throwIfAborted();
  try {
    const file = await openFile(url);
    try {
      if ((await file.stat()).size > max) throw tooLarge(url, max);
      return new Uint8Array(await file.readFile(signal === undefined ? {} : { signal }));
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof GgenError || signal?.aborted) throw cause;
    throw new GgenError("js/fetch-failed", `cannot read ${url}`, { url: String(url) }, cause);
  }
}

export const { open, verify, verifyFile } = /* @__PURE__ */ api(host);
export { Marketplace } from "./catalog.js";
export { Cursor } from "./cursor.js";
export { GgenError } from "./error.js";
export { PreparedQuery } from "./query.js";
export { Report } from "./report.js";
export type { ErrorCode } from "./codes.js";
export type * from "./types.js";
