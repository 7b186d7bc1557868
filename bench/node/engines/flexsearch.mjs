// FlexSearch: fast lookups, prefixes of names, no typo tolerance.
import FlexSearch from 'flexsearch';

const OPTIONS = {
  document: {
    id: 'id',
    index: [
      { field: 'name', tokenize: 'forward' },
      { field: 'summary', tokenize: 'strict' },
      { field: 'description', tokenize: 'strict' },
      { field: 'tags', tokenize: 'strict' },
    ],
  },
};

/** The index as bytes: its own export, and the names that its numbers stand for. */
export async function build(documents) {
  const index = new FlexSearch.Document(OPTIONS);
  const names = [];
  for await (const document of documents) {
    index.add({ ...document, tags: document.tags.join(' '), id: names.length });
    names.push(document.name);
  }
  const parts = [];
  await index.export((key, data) => void parts.push([key, data]));
  return Buffer.from(JSON.stringify({ names, parts }));
}

/** An engine from those bytes. */
export async function open(bytes) {
  const { names, parts } = JSON.parse(bytes.toString('utf8'));
  const index = new FlexSearch.Document(OPTIONS);
  for (const [key, data] of parts) await index.import(key, data);
  const search = (query, k) =>
    index.search(query, { limit: k, suggest: true, merge: true }).slice(0, k).map((hit) => names[hit.id]);
  return { search };
}
