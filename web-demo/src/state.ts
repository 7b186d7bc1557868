// What the page knows, as signals: the catalogue, the address, the query and its hits.

import { GgenError, type Hits, type Marketplace, open } from "@ggen/marketplace";
import { computed, effect, signal } from "@preact/signals";

import { parseRoute, type Route, searchHash } from "./route";

/** Hits of one page. */
const LIMIT = 30;

/** The catalogue, or why there is none. */
export const catalog = signal<
  { state: "loading" } | { state: "ready"; marketplace: Marketplace; size: number } | { state: "failed"; message: string }
>({ state: "loading" });

/** What the address shows. */
export const route = signal<Route>(parseRoute(location.hash));

/** The words typed. */
export const query = signal(route.value.view === "search" ? route.value.query : "");

/** Index of the chosen hit; -1 for none. */
export const chosen = signal(-1);

/** The answer to the words typed, or why there is none. */
const answer = computed<Hits | GgenError | undefined>(() => {
  if (catalog.value.state !== "ready" || query.value.trim() === "") return undefined;
  try {
    return catalog.value.marketplace.search(query.value, { limit: LIMIT });
  } catch (error) {
    if (error instanceof GgenError) return error;
    throw error;
  }
});

/** The hits of the words typed. */
export const hits = computed(() => (answer.value instanceof GgenError ? undefined : answer.value));

/** What went wrong with the search. */
export const problem = computed(() => (answer.value instanceof GgenError ? answer.value.message : undefined));

/** Opens the registry that the page names, and follows the address. */
export async function start(): Promise<void> {
  addEventListener("hashchange", follow);
  effect(remember);
  try {
    const root = document.querySelector<HTMLMetaElement>("meta[name=ggen-registry]")?.content ?? "registry/";
    const marketplace = await open(root);
    catalog.value = { state: "ready", marketplace, size: marketplace.size };
  } catch (error) {
    catalog.value = { state: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}

/** Takes new words. */
export function type(words: string): void {
  chosen.value = -1;
  query.value = words;
  if (route.peek().view !== "search") location.hash = searchHash(words);
}

function follow(): void {
  route.value = parseRoute(location.hash);
  if (route.value.view === "search" && route.value.query !== query.peek()) query.value = route.value.query;
}

/** Keeps the words in the address, without a step in the history for every letter. */
function remember(): void {
  const hash = searchHash(query.value);
  if (route.peek().view === "search" && location.hash !== hash && !(hash === "#/" && location.hash === "")) {
    history.replaceState(null, "", hash);
  }
}
