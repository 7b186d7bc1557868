// The package in a page, a worker or a bundler.

import { api } from "./api.js";
import { fetchBytes, type Host } from "./host.js";

const host: Host = {
  module: async () => undefined,
  locate: (source) => new URL(source, globalThis.document?.baseURI ?? globalThis.location?.href),
  read: fetchBytes,
};

export const { open, verify, verifyFile } = /* @__PURE__ */ api(host);
export { Marketplace } from "./catalog.js";
export { Cursor } from "./cursor.js";
export { GgenError } from "./error.js";
export { PreparedQuery } from "./query.js";
export { Report } from "./report.js";
export type { ErrorCode } from "./codes.js";
export type * from "./types.js";
