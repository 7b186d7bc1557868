import { GgenError, type Info, type Marketplace } from "@ggen/marketplace";
import type { ComponentChildren } from "preact";

import { LevelBadge } from "./badge";
import { packageHash } from "./route";
import { TrustPanel } from "./trust";

/** Everything about one release. All text is the publisher's: shown as text, links only to the web. */
export function PackagePage(props: { marketplace: Marketplace; name: string; version: string | undefined }) {
  const { marketplace, name, version } = props;
  const info = find(marketplace, name, version);
  if (info instanceof GgenError) return <Unknown name={name} error={info} />;
  const spec = version === undefined ? info.name : `${info.name}@${info.version}`;
  return (
    <article>
      <h1>
        <bdi>{info.name}</bdi> <bdi class="version">{info.version}</bdi> <LevelBadge level={info.level} />
      </h1>
      <p class="lead">
        <bdi>{info.summary}</bdi>
      </p>
      {info.installable && <pre class="command">ggen marketplace install {spec}</pre>}
      {!info.installable && (
        <p class="notice">Listed here, but not kept by this registry: it can be looked up, not installed.</p>
      )}
      <div class="columns">
        <section aria-label="Description">
          {info.description !== "" && <p class="description">{info.description}</p>}
          <TrustPanel marketplace={marketplace} name={info.name} version={info.version} />
        </section>
        <Facts info={info} />
      </div>
    </article>
  );
}

function find(marketplace: Marketplace, name: string, version: string | undefined): Info | GgenError {
  try {
    return marketplace.info(name, version);
  } catch (error) {
    if (error instanceof GgenError) return error;
    throw error;
  }
}

function Unknown({ name, error }: { name: string; error: GgenError }) {
  const similar = Array.isArray(error.details["similar"]) ? error.details["similar"].map(String) : [];
  return (
    <article>
      <h1>
        <bdi>{name}</bdi>
      </h1>
      <p class="notice bad">{error.message}</p>
      {similar.length > 0 && (
        <p>
          Did you mean{" "}
          {similar.map((other, place) => (
            <>
              {place > 0 && ", "}
              <PackageLink name={other} />
            </>
          ))}
          ?
        </p>
      )}
    </article>
  );
}

function Facts({ info }: { info: Info }) {
  const { dependencies } = info;
  const runtime = dependencies.filter((dependency) => dependency.kind === "runtime");
  return (
    <aside aria-label="Facts">
      <dl>
        <Fact term="Licence" value={info.license} />
        <Fact term="Authors" value={info.authors.join(", ")} />
        <Fact term="Categories" value={info.categories.join(", ")} />
        <Fact term="Tags" value={info.tags.join(", ")} />
        <Fact term="Keywords" value={info.keywords.join(", ")} />
        <Fact term="Home page" value={info.homepage && <WebLink url={info.homepage} />} />
        <Fact term="Repository" value={info.repository && <WebLink url={info.repository} />} />
        <Fact term="Provides" value={info.provides.join(", ")} />
        <Fact term="Archive" value={info.digest && <code>{info.digest}</code>} />
        <Fact term="Kept at" value={info.location} />
        <Fact term="Log entry" value={String(info.leaf)} />
        <Fact term="Versions" value={info.versions.length > 1 && <Versions info={info} />} />
        <Fact term="Needs" value={runtime.length > 0 && <Needs groups={runtime.map((group) => group.alternatives)} />} />
      </dl>
    </aside>
  );
}

function Fact({ term, value }: { term: string; value: ComponentChildren }) {
  if (value === null || value === undefined || value === "" || value === false) return null;
  return (
    <>
      <dt>{term}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </>
  );
}

function Versions({ info }: { info: Info }) {
  return (
    <ul class="plain">
      {info.versions.map((version) => (
        <li key={version}>
          {version === info.version ? version : <a href={packageHash(info.name, version)}>{version}</a>}
        </li>
      ))}
    </ul>
  );
}

function Needs({ groups }: { groups: string[][] }) {
  return (
    <ul class="plain">
      {groups.map((alternatives) => (
        <li key={alternatives.join()}>
          {alternatives.map((alternative, place) => {
            const [name = alternative, ...range] = alternative.split(" ");
            return (
              <>
                {place > 0 && " or "}
                <PackageLink name={name} /> {range.join(" ")}
              </>
            );
          })}
        </li>
      ))}
    </ul>
  );
}

function PackageLink({ name }: { name: string }) {
  return (
    <a href={packageHash(name)}>
      <bdi>{name}</bdi>
    </a>
  );
}

/** A link, if it leads to the web; else only its text: `javascript:` is an address, too. */
function WebLink({ url }: { url: string }) {
  if (!/^https?:\/\//i.test(url)) return <>{url}</>;
  return (
    <a href={url} rel="noreferrer nofollow">
      {url}
    </a>
  );
}
