// SPARQL in the package: what a program relies on. That answers are the same everywhere, the vectors test.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Cursor, GgenError, open } from "@ggen/marketplace";

import { ggen, ggenOk, registry, temporary } from "./registry.mjs";

const NS = "https://ggen.io/marketplace/";
const XSD = "http://www.w3.org/2001/XMLSchema#";
const NAMES = `SELECT ?name { ?package a <${NS}Package> ; <${NS}name> ?name } ORDER BY ?name`;
/** Every triple beside every triple beside every triple: it ends by a limit only. */
const ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?c != ?f) }";

let marketplace;
before(async () => {
  marketplace = await open(registry().root);
});
after(() => marketplace.free());

const one = (query, options) => marketplace.select(query, options).toArray()[0];
const coded = (code, details = {}) => (error) => {
  assert.ok(error instanceof GgenError, String(error));
  assert.equal(error.code, code, error.message);
  for (const [name, value] of Object.entries(details)) assert.deepEqual(error.details[name], value, name);
  return true;
};

test("a SELECT gives solutions as plain objects", () => {
  const cursor = marketplace.select(NAMES);
  assert.ok(cursor instanceof Cursor);
  assert.deepEqual(cursor.variables, ["name"]);
  const names = cursor.toArray().map((row) => row.name.value);
  assert.equal(names.length, 32);
  assert.deepEqual(names, [...names].sort());
  const datatype = { termType: "NamedNode", value: `${XSD}string` };
  assert.deepEqual(one(NAMES), { name: { termType: "Literal", value: names[0], language: "", datatype } });
});

test("every kind of term comes whole", () => {
  const row = one(`SELECT ?iri ?plain ?tagged ?typed ?none ?__proto__ ?wide {
    VALUES (?iri ?plain ?tagged ?typed ?none ?__proto__ ?wide) { (<x:y> "a" "ü"@de 1.50 UNDEF true "𝄞é") } }`);
  assert.deepEqual(Object.keys(row), ["iri", "plain", "tagged", "typed", "__proto__", "wide"]);
  assert.deepEqual(row.iri, { termType: "NamedNode", value: "x:y" });
  assert.equal(row.plain.value, "a");
  assert.equal(row.tagged.language, "de");
  assert.equal(row.tagged.value, "ü");
  assert.deepEqual([row.typed.value, row.typed.datatype.value], ["1.50", `${XSD}decimal`]);
  assert.equal(Object.getOwnPropertyDescriptor(row, "__proto__").value.value, "true");
  assert.equal(row.wide.value, "𝄞é");
  assert.deepEqual(marketplace.select("SELECT * {}").toArray(), [{}]);
});

test("an answer is made while it is read, and once", async () => {
  const cursor = marketplace.select("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }");
  let rows = 0;
  for (const _ of cursor) if (++rows === 50) break;
  assert.equal(rows, 50);
  assert.deepEqual(cursor.toArray(), []);
  const slow = marketplace.select(`SELECT ?name { ?p <${NS}name> ?name } ORDER BY ?name`);
  const waited = [];
  for await (const row of slow) waited.push(row.name.value);
  assert.deepEqual(waited, marketplace.select(NAMES).toArray().map((row) => row.name.value));
});

test("a cursor outlives its catalogue and its query", async () => {
  const opened = await open(registry().root);
  const prepared = opened.prepare(NAMES);
  const cursor = prepared.select();
  prepared.free();
  opened.free();
  assert.equal(cursor.toArray().length, 32);
});

test("ASK and CONSTRUCT", () => {
  assert.equal(marketplace.ask(`ASK { ?p <${NS}name> "serde" }`), true);
  assert.equal(marketplace.ask(`ASK { ?p <${NS}name> "no such package" }`), false);
  const quads = marketplace.construct(`CONSTRUCT { ?p <x:called> ?n } { ?p <${NS}name> ?n }`).toArray();
  assert.equal(quads.length, 32);
  assert.deepEqual(Object.keys(quads[0]), ["subject", "predicate", "object"]);
  assert.equal(quads[0].predicate.value, "x:called");
  assert.ok(marketplace.construct(`DESCRIBE <${NS}packages/serde>`).toArray().length >= 3);
  assert.throws(() => marketplace.select("ASK {}"), coded("js/wrong-form", { form: "ask" }));
  assert.throws(() => marketplace.ask("SELECT * {}"), coded("js/wrong-form"));
});

test("values are bound as values, never as text", () => {
  const query = `SELECT ?p { ?p <${NS}name> ?name }`;
  assert.equal(marketplace.select(query, { bind: { name: "serde" } }).toArray().length, 1);
  assert.equal(marketplace.select(query, { bind: { name: 'x" } # ' } }).toArray().length, 0);
  const echo = (value) => one("SELECT (?v AS ?w) {}", { bind: { v: value } }).w;
  assert.deepEqual([echo(7).value, echo(7).datatype.value], ["7", `${XSD}integer`]);
  assert.deepEqual([echo(0.5).datatype.value, echo(12n).value], [`${XSD}double`, "12"]);
  assert.deepEqual(echo(new URL("https://example.org/a")), { termType: "NamedNode", value: "https://example.org/a" });
  assert.deepEqual(echo(true).datatype.value, `${XSD}boolean`);
  assert.deepEqual(echo({ termType: "Literal", value: "x", language: "EN" }).language, "en");
  assert.throws(() => echo({ termType: "BlankNode", value: "b" }), coded("js/invalid-argument"));
  assert.throws(() => echo({ termType: "NamedNode", value: "no iri" }), coded("js/invalid-argument"));
  assert.throws(() => marketplace.ask("ASK {}", { bind: { x: 1 } }), coded("query/unknown-parameter", { name: "x" }));
});

test("a query is prepared once and run with other values", () => {
  const prepared = marketplace.prepare(`SELECT ?p { ?p <${NS}name> ?name }`);
  assert.equal(prepared.form, "select");
  assert.deepEqual(prepared.parameters, ["name", "p"]);
  for (const name of ["serde", "git", "cmake"]) {
    assert.equal(prepared.bind({ name }).select().toArray()[0].p.value, `${NS}packages/${name}`);
  }
  assert.equal(prepared.bind({}).select().toArray().length, 32);
  prepared.free();
  assert.throws(() => prepared.select());
});

test("questions are asked by name", () => {
  const versions = marketplace.named("versions", { bind: { package: "hello-ggen" } });
  assert.deepEqual(versions.parameters, ["package"]);
  assert.deepEqual(versions.select().toArray().map((row) => row.version.value), ["1.10.0", "1.0.0"]);
  assert.equal(versions.bind({ package: "plain-ggen" }).select().toArray()[0].version.value, "0.1.0");
  assert.throws(() => versions.bind({}), coded("query/missing-parameter", { name: "versions", parameter: "package" }));
  assert.throws(() => versions.bind({ package: "x", leaf: 1 }), coded("query/unknown-parameter", { name: "leaf" }));
  assert.throws(() => marketplace.named("no-such"), coded("query/unknown-question", { name: "no-such" }));
  assert.equal(marketplace.named("exists", { bind: { package: "serde" } }).ask(), true);
});

test("every question is listed, and answers", () => {
  const questions = marketplace.questions();
  assert.deepEqual(questions.map(({ name }) => name), [...new Set(questions.map(({ name }) => name))].sort());
  for (const { name, about, parameters, query } of questions) {
    assert.ok(about !== "" && query.includes("WHERE") || query.includes("ASK"), name);
    const bind = Object.fromEntries(parameters.map((parameter) => [parameter.name, "serde"]));
    const question = marketplace.named(name, { bind });
    if (question.form === "ask") assert.equal(question.ask(), true);
    else assert.ok(question.select().toArray().length >= 0, name);
  }
  const { stdout } = ggen(temporary(), "query", "--named", "list", "--format", "json");
  assert.deepEqual(questions, JSON.parse(stdout).questions);
});

test("a graph without packages is opened and queried", async () => {
  const folder = temporary();
  const [triples, segment] = [join(folder, "a.nt"), join(folder, "a.seg")];
  const lines = Array.from({ length: 500 }, (_, i) => `<x:${i}> <x:next> <x:${i + 1}> .\n<x:${i}> <x:n> "${i}"^^<${XSD}integer> .\n`);
  writeFileSync(triples, lines.join(""));
  ggenOk(folder, "index", triples, "--output", segment);
  const graph = await open(new Uint8Array(readFileSync(segment)));
  const [{ n, sum }] = graph.select("SELECT (COUNT(*) AS ?n) (SUM(?v) AS ?sum) { ?s <x:n> ?v }").toArray();
  assert.deepEqual([n.value, sum.value], ["500", "124750"]);
  const reached = graph.select("SELECT ?o { <x:490> <x:next>+ ?o }").toArray().map((row) => row.o.value);
  assert.deepEqual(reached.sort(), Array.from({ length: 10 }, (_, i) => `x:${i + 491}`).sort());
  assert.equal(graph.size, 0);
  graph.free();
});

test("a plan is told, and what it gave", () => {
  const steps = marketplace.explain(NAMES);
  assert.ok(steps.length > 1 && steps.every((step) => step.text !== "" && step.actual === 0));
  const prepared = marketplace.prepare(NAMES);
  prepared.select().toArray();
  assert.ok(prepared.explain().some((step) => step.actual === 32));
  prepared.free();
});

test("relative IRIs are resolved against the base", () => {
  assert.equal(one("SELECT (IRI('b') AS ?i) {}", { base: "http://example.org/a" }).i.value, "http://example.org/b");
  assert.equal(one("SELECT ?i { VALUES ?i { <c> } }", { base: new URL("http://example.org/a") }).i.value, "http://example.org/c");
});

test("a wrong text is told with its place", () => {
  assert.throws(() => marketplace.select("SELECT *\nWHERE { ?s ?p "), (error) => {
    assert.equal(error.line, 2);
    assert.equal(error.column, 15);
    assert.match(error.details.excerpt, /\^/);
    return coded("query/syntax")(error);
  });
});

test("limits end a query, and the next one works", () => {
  const ended = (options, code, details) =>
    assert.throws(() => marketplace.select(ENDLESS, options).toArray(), coded(code, details));
  ended({ limits: { steps: 100_000 } }, "query/fuel-exhausted", { limit: 100_000 });
  const start = performance.now();
  ended({ timeout: 200 }, "query/time-up", { limit: 200 });
  assert.ok(performance.now() - start < 1_000);
  ended({ signal: { aborted: true, throwIfAborted() {} } }, "query/cancelled");
  const rows = marketplace.select("SELECT * { ?a ?b ?c }", { limits: { rows: 5 } });
  assert.throws(() => rows.toArray(), coded("query/too-many-rows", { limit: 5 }));
  assert.equal(marketplace.select(NAMES).toArray().length, 32);
});

test("a signal ends a query between batches", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  assert.throws(() => marketplace.select(NAMES, { signal: AbortSignal.abort() }), { name: "AbortError" });
  setTimeout(() => controller.abort(), 30);
  const read = async () => {
    for await (const _ of marketplace.select("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", { signal }));
  };
  await assert.rejects(read(), (error) => error.name === "AbortError" || error.code === "query/cancelled");
});

test("time and randomness are the host's", () => {
  const now = one("SELECT (NOW() AS ?t) (RAND() AS ?r) {}");
  assert.ok(Math.abs(Date.parse(now.t.value) - Date.now()) < 60_000);
  assert.notEqual(now.r.value, one("SELECT (RAND() AS ?r) {}").r.value);
});
