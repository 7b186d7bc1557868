// Pagefind: an index in many small files, fetched as a query needs them. Here the files are read from disk
// through the `fetch` that its page would call, and the bytes that a query brings in are counted.
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import * as pagefind from 'pagefind';

/** Writes the index into the folder `dir`. */
export async function build(documents, dir) {
  const { index, errors } = await pagefind.createIndex({ forceLanguage: 'en' });
  if (!index) throw new Error(errors.join('; '));
  for await (const { name, summary, description, tags } of documents) {
    const content = [name, summary, tags.join(' '), description].join('\n');
    await index.addCustomRecord({ url: `/${name}`, content, language: 'en', meta: { title: name } });
  }
  await index.writeFiles({ outputPath: dir });
  await pagefind.close();
}

/**
 * An engine over that folder. `restart` forgets all that was fetched, as a page just loaded, and begins to count
 * bytes and requests in `fetched`.
 */
export async function open(dir) {
  const fetched = { bytes: 0, requests: 0 };
  globalThis.fetch = async (url) => {
    const bytes = await readFile(new URL(String(url).split('?')[0], pathToFileURL(`${dir}/`)));
    fetched.bytes += bytes.length;
    fetched.requests += 1;
    return new Response(bytes);
  };
  const engine = await import(pathToFileURL(`${dir}/pagefind.js`));
  const start = async () => {
    await engine.options({ basePath: pathToFileURL(`${dir}/`).href });
    await engine.init('en');
  };
  const restart = async () => {
    await engine.destroy();
    Object.assign(fetched, { bytes: 0, requests: 0 });
    await start();
  };
  await start();
  const search = async (query, k) => {
    const { results } = await engine.search(query);
    const found = await Promise.all(results.slice(0, k).map((result) => result.data()));
    return found.map((data) => data.meta.title);
  };
  return { search, fetched, restart };
}
