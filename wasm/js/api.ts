// The functions of the package, over any host.

import { Marketplace } from "./catalog.js";
import { GgenError, translated } from "./error.js";
import type { Host } from "./host.js";
import init, { Marketplace as Core, verify, verifyFile } from "./marketplace.js";
import { Registry } from "./registry.js";
import { Report } from "./report.js";
import type { Evidence, OpenOptions, Policy, Source, Step, WasmSource } from "./types.js";

/** What the package exports beside its classes. */
export interface Api {
  /** Opens a catalogue: its bytes, or a registry by URL, whose digests are then checked. */
  open(source: Source, options?: OpenOptions): Promise<Marketplace>;
  /** Checks the evidence for a release, and reports every step. What does not hold is a failed step. */
  verify(evidence: Evidence, policy?: Policy, options?: { wasm?: WasmSource }): Promise<Report>;
  /** Checks a raw detached Ed25519 signature of any bytes by the key in a PEM file. */
  verifyFile(
    bytes: Uint8Array,
    signature: Uint8Array,
    publicKey: Uint8Array,
    options?: { wasm?: WasmSource; subject?: string },
  ): Promise<Report>;
}

/** The functions for `host`. Loads nothing: the first call does. */
export function api(host: Host): Api {
  let loading: Promise<void> | undefined;
  const loaded = (wasm: WasmSource | undefined): Promise<void> => {
    loading ??= load(host, wasm).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  return {
    async open(source, options = {}) {
      await loaded(options.wasm);
      return openWith(host, source, options.signal);
    },
    async verify(evidence, policy, options = {}) {
      await loaded(options.wasm);
      return report(`${evidence.name}@${evidence.version}`, () => verify(evidence, policy));
    },
    async verifyFile(bytes, signature, publicKey, options = {}) {
      await loaded(options.wasm);
      return report(options.subject ?? "file", () => verifyFile(bytes, signature, publicKey));
    },
  };
}

async function openWith(host: Host, source: Source, signal: AbortSignal | undefined): Promise<Marketplace> {
  if (source instanceof Uint8Array || Array.isArray(source)) {
    const segments = Array.isArray(source) ? source : [source];
    return new Marketplace(translated(() => Core.open(segments)), undefined);
  }
  const registry = new Registry(host, typeof source === "string" ? host.locate(source) : source);
  const { list, segments } = await registry.catalog(signal);
  return new Marketplace(translated(() => Core.open(segments, list)), registry);
}

async function load(host: Host, wasm: WasmSource | undefined): Promise<void> {
  try {
    const module = wasm ?? (await host.module());
    await (module === undefined ? init() : init({ module_or_path: module }));
  } catch (cause) {
    const hint = "a page needs `script-src 'self' 'wasm-unsafe-eval'` in its content security policy";
    throw new GgenError("js/wasm-failed", `the WebAssembly module cannot be loaded; ${hint}`, {}, cause);
  }
}

function report(subject: string, call: () => unknown): Report {
  return new Report(subject, (translated(call) as { steps: Step[] }).steps);
}
