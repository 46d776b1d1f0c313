import type { Anchor } from "../anchors/anchor.ts";
import { CHAIN_START, type ChainEntry, hex } from "../rules/entry-text.ts";
import { type Break, continues, diagnose, type Link } from "../rules/find-break.ts";

/** Read at once; with the longest entries there are, still some tens of megabytes. */
const PAGE_SIZE = 500;

/** Where a chain is read from: entries in the order of their numbers, from behind `after` up to `to`. */
export type ChainSource = {
  head(): Promise<Head | null>;
  entries(after: Place, to: number, limit: number): Promise<ChainEntry[]>;
};

/** The newest entry of a log. */
export type Head = Pick<Anchor, "sequence" | "hash">;

export type Place = { sequence: bigint; id: string };

/** Before everything, also before numbers that no entry should have. */
const FIRST: Place = { sequence: -(2n ** 63n), id: "00000000-0000-0000-0000-000000000000" };

export type ChainReport = {
  /** How many entries were looked at. */
  entries: number;
  /** The newest entry when the check began; null in an empty log. */
  head: Head | null;
  /** The first place that does not fit; null when the chain is whole. */
  broken: Break | null;
  /** Entries 1 to this one are as they were written. */
  provenTo: number;
  /** The newest anchor that the chain still holds; null where none was given. */
  anchor: Anchor | null;
};

/**
 * Walks a team's chain from its start to where it ends now, and recomputes every hash. `anchors`, oldest first, find what
 * the chain alone cannot tell: that its end was cut off, or that it was written anew.
 */
export async function checkChain(source: ChainSource, anchors: readonly Anchor[]): Promise<ChainReport> {
  const head = await source.head();
  const walk = new Walk(anchors);
  let after = FIRST;
  let broken: Break | null = null;
  while (head !== null && broken === null) {
    const page = await source.entries(after, head.sequence, PAGE_SIZE);
    const last = page.at(-1);
    if (last === undefined) break;
    const stop = walk.take(page);
    after = { sequence: last.sequence, id: last.id };
    if (stop === null) continue;
    if (stop.length > 0) stop.push(...(await source.entries(after, head.sequence, PAGE_SIZE)));
    broken = walk.explain(stop);
  }
  broken ??= walk.end();
  return { entries: walk.entries, head, broken, ...walk.proven(broken) };
}

/** How far a chain has been walked. */
class Walk {
  readonly #anchors: ReadonlyMap<number, Anchor>;
  readonly #newest: Anchor | undefined;
  #link: Link = CHAIN_START;
  #held: Anchor | null = null;
  #lost: Anchor | null = null;
  entries = 0;

  constructor(anchors: readonly Anchor[]) {
    this.#anchors = new Map(anchors.map((anchor) => [anchor.sequence, anchor]));
    this.#newest = anchors.reduce<Anchor | undefined>(
      (most, one) => (most && most.sequence > one.sequence ? most : one),
      undefined,
    );
  }

  /** Goes on over these entries. Null: all of them fit; else what follows from the first that does not. */
  take(page: readonly ChainEntry[]): ChainEntry[] | null {
    for (const [index, entry] of page.entries()) {
      this.entries += 1;
      if (!continues(this.#link, entry)) return page.slice(index);
      this.#link = entry;
      const anchor = this.#anchors.get(Number(entry.sequence));
      if (anchor === undefined) continue;
      if (anchor.hash !== hex(entry.hash)) {
        this.#lost = anchor;
        return [];
      }
      this.#held = anchor;
    }
    return null;
  }

  explain([first, ...others]: ChainEntry[]): Break | null {
    return first === undefined ? this.end() : diagnose(this.#link, [first, ...others]);
  }

  /** What the anchors say once the walk is over. */
  end(): Break | null {
    const from = (this.#held?.sequence ?? 0) + 1;
    if (this.#lost !== null) return { kind: "rewritten", from, to: this.#lost.sequence };
    const reached = Number(this.#link.sequence);
    if (this.#newest === undefined || this.#newest.sequence <= reached) return null;
    return { kind: "missing", from: reached + 1, to: this.#newest.sequence };
  }

  proven(broken: Break | null): Pick<ChainReport, "provenTo" | "anchor"> {
    const reached = Number(this.#link.sequence);
    return {
      provenTo: Math.max(0, broken === null ? reached : Math.min(reached, broken.from - 1)),
      anchor: this.#held,
    };
  }
}
