// node sparql.mjs TRIPLES SEGMENT QUERIES   loads N-Triples into the npm package oxigraph and opens the segment of
//                                           the same triples with ours, then runs the queries of QUERIES, a JSON
//                                           array of texts, in both; one JSON line for each measure, microseconds
import { readFileSync } from 'node:fs';
import { open } from '@ggen/marketplace';
import oxigraph from 'oxigraph';
import { alternate, cost } from './measure.mjs';

const ROUNDS = { measured: 7, budget: 12e6 };
/** A round repeats a query until it has taken this long: the clock of CPU time is coarse. */
const SAMPLE_US = 2000;
const MAX_REPEATS = 500;

const print = (row) => console.log(JSON.stringify(row));
const [triples, segment, queries] = process.argv.slice(2);
const texts = JSON.parse(readFileSync(queries, 'utf8'));

const { rss } = process.memoryUsage();
const grown = () => process.memoryUsage().rss - rss;
const opened = await cost(() => open(new Uint8Array(readFileSync(segment))));
print({ measure: 'open', engine: 'ggen', cpu: opened.cpu, wall: opened.wall, rss: grown() });
const ours = opened.value;

const before = process.memoryUsage().rss;
const store = new oxigraph.Store();
const options = { format: 'application/n-triples', no_transaction: true };
const loaded = await cost(() => store.load(readFileSync(triples), options));
const held = process.memoryUsage().rss - before;
print({ measure: 'load', engine: 'oxigraph', cpu: loaded.cpu, wall: loaded.wall, rss: held });

const prepared = texts.map((text) => ours.prepare(text));
const run = [
  (query) => store.query(texts[query]),
  (query) => answer(ours, texts[query], prepared[query].form),
  (query) => answer(prepared[query], undefined, prepared[query].form),
];

/** `engine` is the catalogue, with a text, or a prepared query, without. */
function answer(engine, text, form) {
  const given = text === undefined ? [] : [text];
  if (form === 'select') return engine.select(...given).toArray();
  return form === 'ask' ? engine.ask(...given) : engine.construct(...given).toArray();
}

const rows = texts.map((text, query) => {
  const [theirs, mine] = [spelled(run[0](query)), spelled(run[1](query))];
  // LIMIT may choose among equals: the run outside Node checks what is chosen.
  const same = /\bLIMIT\b/i.test(text) ? theirs.length === mine.length : theirs.join('\n') === mine.join('\n');
  if (!same) throw new Error(`other answers: ${mine.length} rows, not ${theirs.length}, to\n${text}`);
  return mine.length;
});

const repeats = run.map((of) => texts.map((_, query) => repeat(() => of(query))));

function repeat(once) {
  once();
  const start = performance.now();
  once();
  const us = (performance.now() - start) * 1e3;
  return Math.min(MAX_REPEATS, Math.max(1, Math.ceil(SAMPLE_US / us)));
}

const costs = await alternate(run.length, texts.length, ROUNDS, (who, query) => {
  for (let i = repeats[who][query]; i > 0; i--) run[who](query);
});
for (const [who, engine] of ['oxigraph', 'ggen', 'ggen prepared'].entries()) {
  for (const [query, { cpu, wall }] of costs[who].entries()) {
    const times = repeats[who][query];
    print({ measure: 'query', engine, query, cpu: cpu / times, wall: wall / times, matches: rows[query] });
  }
}

/** Sorted lines, so that equal answers are equal; a triple that is given twice is one triple. */
function spelled(given) {
  if (typeof given === 'boolean') return [String(given)];
  const lines = given.map((row) => {
    if (row instanceof Map) return cells([...row]);
    return row.subject ? [row.subject, row.predicate, row.object].map(term).join(' ') : cells(Object.entries(row));
  });
  const graph = given.some((row) => row.subject && row.predicate);
  return (graph ? [...new Set(lines)] : lines).sort();
}

function cells(entries) {
  return entries.map(([name, value]) => `${name}=${term(value)}`).sort().join(' ');
}

/** Labels of blank nodes are each engine's own. */
function term({ termType, value, language, datatype }) {
  return [termType, termType === 'BlankNode' ? '' : value, language ?? '', datatype?.value ?? ''].join('|');
}
