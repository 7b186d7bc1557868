// node search.mjs build ENGINE DOCUMENTS INDEX [STEP]   writes the index, prints what it took
// node search.mjs query ENGINE INDEX QUERIES [OURS]     opens the index, prints what each query took, beside
//                                                       ours where the bytes of a catalogue are given
// One JSON line for each measure; times in microseconds. Called by the Rust harness.
import { readFileSync, writeFileSync } from 'node:fs';
import { documents } from './documents.mjs';
import { alternate, cost } from './measure.mjs';

const TOP = 10;
const ROUNDS = { measured: 3, budget: 4e6 };

const print = (row) => console.log(JSON.stringify(row));
const peak = () => process.resourceUsage().maxRSS * 1024;
const load = (engine) => import(`./engines/${engine}.mjs`);
// Pagefind's index is a folder; the others' are bytes.
const bytesOf = (engine, index) => (engine === 'pagefind' ? index : readFileSync(index));

async function build(name, file, index, step = '1') {
  const engine = await load(name);
  const { cpu, wall } = await cost(async () => {
    const bytes = await engine.build(documents(file, Number(step)), index);
    if (bytes) writeFileSync(index, bytes);
  });
  print({ measure: 'build', engine: name, cpu, wall, peak: peak() });
}

async function query(name, index, file, ours) {
  const names = ours ? ['ggen', name] : [name];
  const sources = ours ? [readFileSync(ours), bytesOf(name, index)] : [bytesOf(name, index)];
  const engines = [];
  for (const [i, engine] of names.entries()) {
    const module = await load(engine);
    const { cpu, wall, value } = await cost(() => module.open(sources[i]));
    engines.push(value);
    print({ measure: 'open', engine, cpu, wall });
  }
  const queries = JSON.parse(readFileSync(file, 'utf8'));
  const costs = await alternate(engines.length, queries.length, ROUNDS, (who, q) => engines[who].search(queries[q].q, TOP));
  for (const [who, engine] of names.entries()) {
    for (const [query, { cpu, wall }] of costs[who].entries()) print({ measure: 'query', engine, query, cpu, wall });
  }
  if (engines.at(-1).fetched) await fetches(engines.at(-1), queries, name);
}

/** What each query brings in when it is the first of a page: bytes and requests, metadata included. */
async function fetches({ search, fetched, restart }, queries, engine) {
  for (const [query, { q }] of queries.entries()) {
    await restart();
    await search(q, TOP);
    print({ measure: 'fetch', engine, query, ...fetched });
  }
}

const [task, ...args] = process.argv.slice(2);
await { build, query }[task](...args);
