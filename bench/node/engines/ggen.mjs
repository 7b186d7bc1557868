// Ours: the catalogue's segment, opened by the WebAssembly core.
import { open as openCatalogue } from '@ggen/marketplace';

/** An engine over the bytes of a segment. */
export async function open(bytes) {
  const marketplace = await openCatalogue(new Uint8Array(bytes));
  return { search: (query, k) => names(marketplace, query, k) };
}

/** What a peer answers with nothing, ours answers with a reason. */
function names(marketplace, query, k) {
  try {
    return marketplace.search(query, { limit: k }).packages.map((hit) => hit.name);
  } catch (error) {
    if (error.code === 'search/empty-query') return [];
    throw error;
  }
}
