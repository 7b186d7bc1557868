// What the browser tests share: the page and a registry served on the loopback, and a Chromium.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { chromium } from "playwright-core";

import { ROOT } from "../js/registry.mjs";

const XTASK = process.env.GGEN_XTASK ?? join(ROOT, "target/debug/xtask");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** No sandbox, because tests may run as root; nothing that talks to the network by itself. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/**
 * Serves a page (the built page browser unless said otherwise) at `/`, the package at `/pkg/` and `registry` at
 * `/registry/`; opens a browser.
 */
export async function start(registry, page = join(ROOT, "web-demo/dist")) {
  if (!existsSync(join(page, "index.html"))) throw new Error(`${page} is not built: \`cargo xtask test\` does it`);
  const folders = [page, `/pkg=${join(ROOT, "wasm/dist")}`, `/registry=${registry}`];
  const server = spawn(XTASK, ["serve", ...folders], { stdio: ["ignore", "pipe", "inherit"] });
  const { value: address } = await createInterface(server.stdout)[Symbol.asyncIterator]().next();
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  const stop = async () => {
    await browser.close();
    server.kill();
  };
  return { address, browser, stop };
}

/** A page of its own, on which every error and every breach of the content policy is collected. */
export async function freshPage({ browser }, options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  return { page, errors };
}
