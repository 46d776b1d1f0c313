import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CHAIN_START, type ChainEntry, entryText, linkHash } from "./entry-text.ts";
import { type Break, continues, diagnose } from "./find-break.ts";

const TEAM = "0198a000-0000-7000-8000-000000000001";

/** A chain as the database makes it. */
function chainOf(length: number): ChainEntry[] {
  const chain: ChainEntry[] = [];
  for (let number = 1; number <= length; number++) {
    const previousHash = chain.at(-1)?.hash ?? CHAIN_START.hash;
    chain.push(linked({ ...contents(number), sequence: BigInt(number) }, previousHash));
  }
  return chain;
}

function contents(number: number) {
  return {
    teamId: TEAM,
    id: `0198a000-0000-7000-8000-${String(number).padStart(12, "0")}`,
    sequence: 0n,
    at: String(1_768_000_000_000 + number),
    personId: null,
    actorLabel: "system",
    actorRole: "owner",
    address: null,
    verb: "key.create",
    subjectType: "key",
    subjectId: TEAM,
    before: null,
    after: `{"name": "key ${number}"}`,
  };
}

function linked(entry: Omit<ChainEntry, "previousHash" | "hash">, previousHash: Uint8Array): ChainEntry {
  return { ...entry, previousHash, hash: linkHash(previousHash, entryText(entry)) };
}

/** As the check does: from the start to the first place that does not fit. */
function findBreak(chain: ChainEntry[]): Break | null {
  let previous: { sequence: bigint; hash: Uint8Array } = CHAIN_START;
  for (const [index, entry] of chain.entries()) {
    if (!continues(previous, entry)) return diagnose(previous, [entry, ...chain.slice(index + 1)]);
    previous = entry;
  }
  return null;
}

function renumbered(chain: ChainEntry[]): ChainEntry[] {
  return chain.map((entry, index) => ({ ...entry, sequence: BigInt(index + 1) }));
}

const chain = chainOf(10);
const at = (number: number): ChainEntry => chain[number - 1] as ChainEntry;
const without = (number: number) => chain.filter((_, index) => index !== number - 1);
const replaced = (...entries: ChainEntry[]) =>
  chain.map((entry) => entries.find(({ sequence }) => sequence === entry.sequence) ?? entry);
const forged: ChainEntry = { ...at(5), id: TEAM, after: '{"name": "forged"}' };

test("a chain that nobody touched is whole", () => {
  expect(findBreak(chain)).toBeNull();
  expect(findBreak([])).toBeNull();
});

describe("what was done is told by name and place", () => {
  test.each<[string, ChainEntry[], Break]>([
    ["the contents of one changed", replaced({ ...at(5), after: "{}" }), { kind: "changed", from: 5, to: 5 }],
    [
      "the actor of the first changed",
      replaced({ ...at(1), actorLabel: "x" }),
      { kind: "changed", from: 1, to: 1 },
    ],
    [
      "the last one changed",
      replaced({ ...at(10), verb: "key.revoke" }),
      { kind: "changed", from: 10, to: 10 },
    ],
    [
      "one changed with a hash to match",
      replaced(linked({ ...at(5), after: "{}" }, at(4).hash)),
      { kind: "changed", from: 5, to: 5 },
    ],
    ["a time that is none", replaced({ ...at(5), at: "infinity" }), { kind: "changed", from: 5, to: 5 }],
    ["one removed", without(5), { kind: "missing", from: 5, to: 5 }],
    ["the first three removed", chain.slice(3), { kind: "missing", from: 1, to: 3 }],
    ["one removed and the others moved up", renumbered(without(5)), { kind: "missing", from: 5, to: 5 }],
    [
      "the numbers of two swapped",
      replaced({ ...at(4), sequence: 7n }, { ...at(7), sequence: 4n }).toSorted((a, b) =>
        Number(a.sequence - b.sequence),
      ),
      { kind: "reordered", from: 4, to: 7 },
    ],
    [
      "the contents of two swapped",
      replaced(
        { ...at(4), after: at(5).after, id: at(5).id, at: at(5).at },
        { ...at(5), after: at(4).after, id: at(4).id, at: at(4).at },
      ),
      { kind: "reordered", from: 4, to: 5 },
    ],
    [
      "one put in, the others moved down",
      renumbered([...chain.slice(0, 4), forged, ...chain.slice(4)]),
      { kind: "inserted", from: 5, to: 5 },
    ],
    [
      "one put in with a hash to match",
      renumbered([...chain.slice(0, 4), linked(forged, at(4).hash), ...chain.slice(4)]),
      { kind: "inserted", from: 5, to: 5 },
    ],
    [
      "one put in at the end, after another hash",
      [...chain, linked({ ...forged, sequence: 11n }, at(3).hash)],
      { kind: "inserted", from: 11, to: 11 },
    ],
    [
      "one put in under a number that is taken",
      [...chain.slice(0, 5), forged, ...chain.slice(5)],
      { kind: "inserted", from: 5, to: 5 },
    ],
    [
      "one put in before the first",
      [{ ...forged, sequence: -1n }, ...chain],
      { kind: "inserted", from: -1, to: -1 },
    ],
  ])("%s", (_, broken, told) => {
    expect(findBreak(broken)).toEqual(told);
  });
});

const FIELDS = [
  "id",
  "personId",
  "actorLabel",
  "actorRole",
  "address",
  "verb",
  "subjectType",
  "subjectId",
  "before",
  "after",
  "at",
] as const;

test("no change of any field of any entry goes unseen", () => {
  const place = fc.integer({ min: 1, max: 10 });
  fc.assert(
    fc.property(place, fc.constantFrom(...FIELDS), fc.string({ unit: "binary" }), (number, field, value) => {
      fc.pre(value !== at(number)[field] && !(value === "null" && at(number)[field] === null));
      expect(findBreak(replaced({ ...at(number), [field]: value }))).toMatchObject({ from: number });
    }),
  );
});
