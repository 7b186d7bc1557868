import { useEffect, useRef } from "preact/hooks";

import { packageHash } from "./route";
import { chosen, hits, query, route, type } from "./state";

/** The search box: `/` focuses it, the arrows choose a hit, Enter opens it. */
export function SearchBox() {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    addEventListener("keydown", focus);
    return () => removeEventListener("keydown", focus);
  }, []);
  const listed = route.value.view === "search" && (hits.value?.packages.length ?? 0) > 0;
  return (
    <div class="search" role="search">
      <input
        ref={input}
        type="search"
        role="combobox"
        // The types of a combobox ask for a native list; ours is the list of results below.
        list={undefined}
        aria-label="Search packages"
        aria-autocomplete="list"
        aria-expanded={listed}
        aria-controls="results"
        aria-activedescendant={chosen.value < 0 ? undefined : `hit-${chosen.value}`}
        placeholder="Search packages"
        autocomplete="off"
        spellcheck={false}
        autofocus={route.peek().view === "search"}
        value={query.value}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={choose}
      />
      <kbd aria-hidden="true">/</kbd>
    </div>
  );
}

function choose(event: KeyboardEvent): void {
  const found = hits.peek()?.packages ?? [];
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    chosen.value = Math.max(-1, Math.min(found.length - 1, chosen.value + step));
    document.getElementById(`hit-${chosen.value}`)?.scrollIntoView({ block: "nearest" });
  }
  const hit = found[Math.max(0, chosen.value)];
  if (event.key === "Enter" && hit !== undefined) location.hash = packageHash(hit.name);
}
