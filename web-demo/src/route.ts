// What the address says is shown: `#/?q=WORDS`, `#/p/NAME` or `#/p/NAME@VERSION`.

/** What is shown. */
export type Route = { view: "search"; query: string } | { view: "package"; name: string; version: string | undefined };

/** The route of an address's `#…` part. What it does not know is the empty search. */
export function parseRoute(hash: string): Route {
  const path = hash.replace(/^#\/?/, "");
  if (path.startsWith("p/")) return packageRoute(decoded(path.slice(2)));
  return { view: "search", query: new URLSearchParams(path.replace(/^\?/, "")).get("q") ?? "" };
}

/** The address of a search. */
export function searchHash(query: string): string {
  return query === "" ? "#/" : `#/?${new URLSearchParams({ q: query })}`;
}

/** The address of a package, or of one version of it. */
export function packageHash(name: string, version?: string): string {
  const subject = version === undefined ? name : `${name}@${version}`;
  return `#/p/${subject.split("/").map(encodeURIComponent).join("/")}`;
}

function packageRoute(subject: string): Route {
  // The first character may be the `@` of a namespace.
  const at = subject.indexOf("@", 1);
  if (at < 0) return { view: "package", name: subject, version: undefined };
  return { view: "package", name: subject.slice(0, at), version: subject.slice(at + 1) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
