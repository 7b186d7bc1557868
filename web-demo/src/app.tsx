import { useEffect } from "preact/hooks";

import { PackagePage } from "./package";
import { Results } from "./results";
import { SearchBox } from "./search";
import { catalog, route } from "./state";

/** The page: a search box that is always there, and below it hits or a package. */
export function App() {
  const shown = route.value;
  useEffect(() => {
    document.title = shown.view === "package" ? `${shown.name} · ggen marketplace` : "ggen marketplace";
    if (shown.view === "package") scrollTo(0, 0);
  }, [shown]);
  return (
    <>
      <header>
        <a class="brand" href="#/">
          <img src="./icon.svg" alt="" width="28" height="28" />
          ggen marketplace
        </a>
        <SearchBox />
      </header>
      <main>
        <Body />
      </main>
      <footer>
        Searched and verified by a program in this page. The server only hands out files, and is not trusted.
      </footer>
    </>
  );
}

function Body() {
  const opened = catalog.value;
  switch (opened.state) {
    case "loading":
      return <p class="notice">Opening the catalogue…</p>;
    case "failed":
      return (
        <p class="notice bad" role="alert">
          The catalogue cannot be opened: {opened.message}
        </p>
      );
    case "ready": {
      const shown = route.value;
      if (shown.view === "search") return <Results size={opened.size} />;
      const { name, version } = shown;
      return <PackagePage key={`${name}@${version}`} marketplace={opened.marketplace} name={name} version={version} />;
    }
  }
}
