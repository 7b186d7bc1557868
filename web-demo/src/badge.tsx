import type { Level } from "@ggen/marketplace";

const MEANING: Record<Level, string> = {
  unsigned: "Imported: the registry vouches for the content, nobody for the author",
  logged: "Published here without a signature",
  signed: "Published with the publisher's signature",
};

/** How far the origin of a release is proven. What the catalogue lists, not a verdict. */
export function LevelBadge({ level }: { level: Level }) {
  return (
    <span class={`badge ${level}`} title={MEANING[level]}>
      {level}
    </span>
  );
}
