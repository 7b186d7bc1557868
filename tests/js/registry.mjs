// What the tests share: a small registry made by the real `ggen`, and the vectors.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the workspace. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The command line that is tested. */
export const GGEN = process.env.GGEN ?? join(ROOT, "target/release/ggen");

/** A folder that is gone when the process ends. */
export function temporary() {
  const folder = mkdtempSync(join(tmpdir(), "ggen-js-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs `ggen marketplace …`; gives the exit code and what was written. */
export function ggen(home, ...words) {
  const env = { ...process.env, GGEN_HOME: home };
  try {
    const stdout = execFileSync(GGEN, ["marketplace", ...words], { env, encoding: "utf8", stdio: "pipe", maxBuffer: 1 << 28 });
    return { code: 0, stdout, stderr: "" };
  } catch (error) {
    return { code: error.status, stdout: error.stdout, stderr: error.stderr };
  }
}

/** As `ggen`, but a failure ends the test. */
export function ggenOk(home, ...words) {
  const { code, stdout, stderr } = ggen(home, ...words);
  if (code !== 0) throw new Error(`ggen marketplace ${words.join(" ")}: exit code ${code}\n${stderr}`);
  return stdout;
}

/** A registry with a catalogue (the small one), a signed package `hello-ggen` and a logged one `plain-ggen`. */
export function registry(catalogue = join(ROOT, "tests/fixtures/packages.jsonl")) {
  const folder = temporary();
  const home = join(folder, "home");
  const root = join(folder, "registry");
  const key = join(folder, "private.pem");
  ggenOk(home, "import", "--from", "jsonl", catalogue, "--registry", root);
  ggenOk(home, "keygen", "--output", key);
  ggenOk(home, "publish", package_(folder, "hello-ggen", "1.0.0"), "--sign", "--key", key, "--registry", root);
  ggenOk(home, "publish", package_(folder, "hello-ggen", "1.10.0"), "--sign", "--key", key, "--registry", root);
  ggenOk(home, "publish", package_(folder, "plain-ggen", "0.1.0"), "--registry", root);
  return { folder, home, root };
}

/** A package directory in `folder`. */
export function package_(folder, name, version) {
  const path = join(folder, `${name}-${version}`);
  mkdirSync(path, { recursive: true });
  const manifest = `[package]\nname = "${name}"\nversion = "${version}"\ndescription = "A greeting <b>template</b>"\nlicense = "MIT"\n`;
  writeFileSync(join(path, "package.toml"), manifest);
  writeFileSync(join(path, "hello.tmpl"), "Hello!\n");
  return path;
}

/** The evidence of a vector, its bytes decoded. Runs in a page, too: it needs nothing from outside. */
export function decoded(evidence) {
  const bytes = (base64) => (base64 === undefined ? undefined : Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
  const { statement, signature, publicKey, archive, log, proof } = evidence;
  const seen = proof?.seen && { checkpoint: bytes(proof.seen.checkpoint), consistency: bytes(proof.seen.consistency) };
  return {
    ...evidence,
    statement: bytes(statement),
    signature: bytes(signature),
    publicKey: bytes(publicKey),
    archive: bytes(archive),
    log: { ...log, bundle: bytes(log.bundle) },
    proof: proof && { policy: bytes(proof.policy), proof: bytes(proof.proof), seen },
  };
}

/** The vectors of a verb: `[name, vector]`. */
export function vectors(verb) {
  const folder = join(ROOT, "tests/vectors", verb);
  const files = readdirSync(folder).filter((name) => name.endsWith(".json")).sort();
  return files.map((name) => [name, JSON.parse(readFileSync(join(folder, name), "utf8"))]);
}

/** The JSON of a search with the time it took left out. */
export function timeless(hits) {
  return JSON.stringify({ ...hits, query_time_us: 0 });
}

/** The answer to a query as the command line prints it in JSON. Runs in a page, too: it needs nothing from outside. */
export function answered(marketplace, { query, bind, base }) {
  const json = (term) => {
    if (term.termType === "NamedNode") return { type: "uri", value: term.value };
    if (term.termType === "BlankNode") return { type: "bnode", value: term.value };
    const { value, language, datatype } = term;
    if (language !== "") return { type: "literal", "xml:lang": language, value };
    const plain = datatype.value === "http://www.w3.org/2001/XMLSchema#string";
    return plain ? { type: "literal", value } : { type: "literal", datatype: datatype.value, value };
  };
  const all = (row) => Object.fromEntries(Object.entries(row).map(([name, term]) => [name, json(term)]));
  try {
    const prepared = marketplace.prepare(query, { bind, base });
    if (prepared.form === "ask") return { head: {}, boolean: prepared.ask() };
    const cursor = prepared.form === "select" ? prepared.select() : prepared.construct();
    return { head: { vars: cursor.variables }, results: { bindings: cursor.toArray().map(all) } };
  } catch (error) {
    return { code: error.code, line: error.line, column: error.column };
  }
}
