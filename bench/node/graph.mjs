// node graph.mjs TRIPLES SAMPLE   loads N-Triples into the npm package oxigraph, then looks up patterns made
//                                 from the triples of SAMPLE; one JSON line for each measure, microseconds
import { readFileSync } from 'node:fs';
import oxigraph from 'oxigraph';
import { alternate, cost } from './measure.mjs';

const ROUNDS = { measured: 3, budget: 30e6 };
const SHAPES = { 's p o': 'spo', 's p ?': 'sp', 's ? ?': 's', '? p o': 'po', '? ? o': 'o' };

const print = (row) => console.log(JSON.stringify(row));
const [triples, sampleFile] = process.argv.slice(2);

const store = new oxigraph.Store();
const options = { format: 'application/n-triples', no_transaction: true };
const loaded = await cost(() => store.load(readFileSync(triples), options));
const { rss } = process.memoryUsage();
print({ measure: 'load', cpu: loaded.cpu, wall: loaded.wall, rss, triples: store.size });

const sample = new oxigraph.Store();
sample.load(readFileSync(sampleFile, 'utf8'), { format: 'application/n-triples' });
const patterns = sample.match();
const shapes = Object.entries(SHAPES);
const found = shapes.map(() => 0);
const [costs] = await alternate(1, shapes.length, ROUNDS, (_, shape) => {
  const given = (term, letter) => (shapes[shape][1].includes(letter) ? term : null);
  found[shape] = 0;
  for (const { subject, predicate, object } of patterns) {
    found[shape] += store.match(given(subject, 's'), given(predicate, 'p'), given(object, 'o')).length;
  }
});
for (const [i, { cpu, wall }] of costs.entries()) {
  const each = (total) => total / patterns.length;
  print({ measure: 'find', shape: shapes[i][0], cpu: each(cpu), wall: each(wall), matches: each(found[i]) });
}
