import { type ChainEntry, entryText, linkHash, sameHash } from "./entry-text.ts";

/**
 * What somebody did to a chain. `rewritten`: it is whole in itself, and is not the one that was anchored before.
 * The others name the first place where it does not fit.
 */
export type BreakKind = "changed" | "missing" | "inserted" | "reordered" | "rewritten";

export type Break = {
  kind: BreakKind;
  /** The first and the last entry in doubt; equal where it is one. */
  from: number;
  to: number;
};

/** The last place that fitted. */
export type Link = { sequence: bigint; hash: Uint8Array };

/** True when the entry is the next one after `previous`, and is as it was written. */
export function continues(previous: Link, entry: ChainEntry): boolean {
  return (
    entry.sequence === previous.sequence + 1n &&
    sameHash(entry.previousHash, previous.hash) &&
    fits(entry, entry)
  );
}

/** What happened where `following[0]` does not continue `previous`; `following` are the entries from there on, some are enough. */
export function diagnose(previous: Link, following: readonly [ChainEntry, ...ChainEntry[]]): Break {
  const [entry, next] = following;
  const expected = previous.sequence + 1n;
  if (entry.sequence > expected) return broken("missing", expected, entry.sequence - 1n);
  if (entry.sequence < expected) return broken("inserted", entry.sequence);
  return fits(entry, entry) ? diagnoseLink(entry, next) : diagnoseContents(previous, following);
}

/** The entry is whole in itself but does not follow what stands before it. */
function diagnoseLink(entry: ChainEntry, next: ChainEntry | undefined): Break {
  const isFollowed = next !== undefined && sameHash(next.previousHash, entry.hash);
  // Others follow it, so it was there first: what stands before it has been replaced.
  if (isFollowed && entry.sequence > 1n) return broken("changed", entry.sequence - 1n);
  return broken(isFollowed ? "changed" : "inserted", entry.sequence);
}

/** The entry's own hash does not cover what it says. */
function diagnoseContents(previous: Link, following: readonly [ChainEntry, ...ChainEntry[]]): Break {
  const [entry, ...others] = following;
  const { sequence } = entry;
  const original = originalPlace(entry, following);
  if (original !== null) {
    // Its place is taken by one that fits: something was put in before it.
    if (original < sequence) return broken("inserted", original);
    const other = others.find((one) => fits(one, { ...one, sequence }) || fits(one, entry));
    return other ? broken("reordered", sequence, other.sequence) : broken("missing", sequence, original - 1n);
  }
  const next = others[0];
  if (next === undefined) {
    return broken(sameHash(entry.previousHash, previous.hash) ? "changed" : "inserted", sequence);
  }
  return broken(fits(next, { ...next, sequence }) ? "inserted" : "changed", sequence);
}

/** How far an entry may have been moved to be recognised; further away it counts as changed. */
const MOVED_MAX = 500n;

/** The number under which the entry's contents fit a hash: its own, or one that stands nearby. */
function originalPlace(entry: ChainEntry, nearby: readonly ChainEntry[]): bigint | null {
  for (let distance = 1n; distance <= MOVED_MAX; distance++) {
    for (const sequence of [entry.sequence + distance, entry.sequence - distance]) {
      if (fits(entry, { ...entry, sequence })) return sequence;
    }
  }
  return nearby.find((place) => place !== entry && fits(entry, place))?.sequence ?? null;
}

/** True when these contents, at that place, have the hash of that place. */
function fits(contents: ChainEntry, place: Pick<ChainEntry, "sequence" | "previousHash" | "hash">): boolean {
  const text = entryText({ ...contents, sequence: place.sequence });
  return sameHash(linkHash(place.previousHash, text), place.hash);
}

function broken(kind: BreakKind, from: bigint, to: bigint = from): Break {
  return { kind, from: Number(from), to: Number(to) };
}
