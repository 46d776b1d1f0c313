import { createHash } from "node:crypto";

/** An entry as it stands in the database, exact enough to recompute its hash. */
export type ChainEntry = {
  teamId: string;
  id: string;
  sequence: bigint;
  /** Milliseconds since 1970 as digits; other text where somebody wrote a time that is none. */
  at: string;
  personId: string | null;
  actorLabel: string;
  actorRole: string;
  address: string | null;
  verb: string;
  subjectType: string;
  subjectId: string;
  /** As PostgreSQL prints `jsonb`. */
  before: string | null;
  after: string | null;
  previousHash: Uint8Array;
  hash: Uint8Array;
};

/** Where the chain of a team begins: nothing, and 32 zero bytes for its hash. */
export const CHAIN_START = { sequence: 0n, hash: new Uint8Array(32) } as const;

/**
 * What the hash of an entry covers besides the hash before it: a JSON array, printed as PostgreSQL prints `jsonb`. Made here
 * anew, so that a check does not trust the function in the database that made it first. The times of forged rows may be no
 * numbers; they never match a hash.
 */
export function entryText(entry: Omit<ChainEntry, "previousHash" | "hash">): string {
  const { teamId, id, sequence, at, personId, actorLabel, actorRole, address } = entry;
  const texts = [personId, actorLabel, actorRole, address, entry.verb, entry.subjectType, entry.subjectId];
  const fields = [
    ...[teamId, id].map((text) => JSON.stringify(text)),
    String(sequence),
    at,
    ...texts.map((text) => JSON.stringify(text)),
    entry.before ?? "null",
    entry.after ?? "null",
  ];
  return `[${fields.join(", ")}]`;
}

export function linkHash(previousHash: Uint8Array, text: string): Uint8Array {
  return createHash("sha256").update(previousHash).update(text, "utf8").digest();
}

export function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

export function hex(hash: Uint8Array): string {
  return Buffer.from(hash).toString("hex");
}
