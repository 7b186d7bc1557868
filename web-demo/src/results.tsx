import type { Hit, Hits } from "@ggen/marketplace";

import { LevelBadge } from "./badge";
import { packageHash } from "./route";
import { chosen, hits, problem, query } from "./state";

const number = new Intl.NumberFormat("en");

/** The hits, or before anything is typed a sentence about the catalogue. */
export function Results({ size }: { size: number }) {
  const found = hits.value;
  if (problem.value !== undefined) return <p class="notice bad" role="alert">{problem}</p>;
  return (
    <>
      <p class="count" role="status">
        {found === undefined
          ? `${number.format(size)} packages. Type to search, press / from anywhere.`
          : summary(found.packages.length, found)}
      </p>
      <ul id="results" role="listbox" aria-label="Packages found">
        {found?.packages.map((hit, place) => <Row key={hit.name} hit={hit} place={place} />)}
      </ul>
    </>
  );
}

function summary(shown: number, { total_matches: matches, total_is_exact: isExact }: Hits): string {
  if (matches === 0) return `No package matches “${query.value.trim()}”.`;
  const packages = matches === 1 ? "package" : "packages";
  if (!isExact) return `More than ${number.format(matches)} packages, the best ${shown} shown`;
  return shown < matches
    ? `${number.format(matches)} ${packages}, the best ${shown} shown`
    : `${number.format(matches)} ${packages}`;
}

function Row({ hit, place }: { hit: Hit; place: number }) {
  return (
    <li id={`hit-${place}`} role="option" aria-selected={place === chosen.value}>
      <a href={packageHash(hit.name)} tabIndex={-1}>
        <span class="title">
          <bdi class="name">{hit.name}</bdi>
          <bdi class="version">{hit.version}</bdi>
          <LevelBadge level={hit.level} />
        </span>
        <bdi class="summary">{hit.description}</bdi>
      </a>
    </li>
  );
}
