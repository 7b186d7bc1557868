// The types, compiled as a stranger would: strict, and without skipping the checks of our own files.
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { ROOT, temporary } from "./registry.mjs";

const PROGRAM = `
import { GgenError, open, verify, type Cursor, type ErrorCode, type Hit, type Level, type Quad, type Term } from "@ggen/marketplace";
async function program(bytes: Uint8Array): Promise<Level> {
  using marketplace = await open(bytes);
  const hit: Hit | undefined = marketplace.search("json", { limit: 3, sort: "name" }).packages[0];
  const report = await verify(await marketplace.evidence("x"), { minimumLevel: "signed" });
  const code: ErrorCode | null | undefined = report.failure?.code;
  const options = { bind: { name: "x", at: new URL("https://example.org/") }, timeout: 100, limits: { rows: 5 } };
  for (const row of marketplace.select("SELECT ?name {}", options)) {
    const term: Term | undefined = row["name"];
    if (term?.termType === "Literal") console.log(term.language, term.datatype.value);
  }
  const quads: Cursor<Quad> = marketplace.construct("CONSTRUCT WHERE { ?s ?p ?o }");
  for await (const quad of quads) console.log(quad.predicate.value);
  using prepared = marketplace.prepare("ASK {}", { base: "https://example.org/" });
  const yes: boolean = prepared.bind({ n: 5n, b: true }).ask({ signal: AbortSignal.timeout(5) });
  const needed: string[] = marketplace.questions()[0]?.parameters.map((parameter) => parameter.name) ?? [];
  for (const row of marketplace.named("versions", { bind: { package: needed[0] ?? "x" } }).select()) console.log(row["version"]?.value);
  // @ts-expect-error: a blank node is no value
  marketplace.ask(String(yes), { bind: { x: { termType: "BlankNode", value: "b" } } });
  // @ts-expect-error: there is no such order
  marketplace.search("json", { sort: "luck" });
  // @ts-expect-error: a report cannot be changed
  report.verified = true;
  if (code === "verify/digest-mismatch") throw new GgenError(code, "changed");
  return hit?.level ?? "unsigned";
}
void program;
`;

function check(name, module, resolution, file, target) {
  test(`types hold for ${name}`, () => {
    const folder = temporary();
    mkdirSync(join(folder, "node_modules/@ggen"), { recursive: true });
    symlinkSync(join(ROOT, "wasm"), join(folder, "node_modules/@ggen/marketplace"));
    writeFileSync(join(folder, "package.json"), "{}");
    writeFileSync(join(folder, file), PROGRAM);
    const options = ["--strict", "--noEmit", "--skipLibCheck", "false", "--exactOptionalPropertyTypes", "--types", ""];
    const kind = ["--target", target, "--lib", "ES2022,DOM,DOM.Iterable,ESNext.Disposable", "--module", module, "--moduleResolution", resolution];
    execFileSync(join(ROOT, "node_modules/.bin/tsc"), [...options, ...kind, file], { cwd: folder, stdio: "pipe", encoding: "utf8" });
  });
}

check("ES modules in Node", "nodenext", "nodenext", "program.mts", "es2022");
check("CommonJS in Node", "nodenext", "nodenext", "program.cts", "es2022");
check("bundlers", "esnext", "bundler", "program.ts", "es2022");
