// MiniSearch: an inverted index in JavaScript objects, with the typo tolerance and prefix of ours.
import MiniSearch from 'minisearch';

const FIELDS = ['name', 'summary', 'description', 'tags'];
const OPTIONS = {
  fields: FIELDS,
  idField: 'name',
  storeFields: [],
  extractField: (doc, field) => (field === 'tags' ? doc.tags.join(' ') : doc[field]),
};
const SEARCH = {
  boost: { name: 4, summary: 2 },
  prefix: (_, i, terms) => i === terms.length - 1,
  fuzzy: (term) => (term.length >= 8 ? 2 : term.length >= 4 ? 1 : false),
};

/** The index as bytes: what a page would download. */
export async function build(documents) {
  const index = new MiniSearch(OPTIONS);
  for await (const document of documents) index.add(document);
  return Buffer.from(JSON.stringify(index));
}

/** An engine from those bytes. */
export async function open(bytes) {
  const index = MiniSearch.loadJSON(bytes.toString('utf8'), OPTIONS);
  return { search: (query, k) => index.search(query, SEARCH).slice(0, k).map((hit) => hit.id) };
}
