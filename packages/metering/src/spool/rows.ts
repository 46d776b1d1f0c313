import type { DatabaseSync } from "node:sqlite";
import { decodeRecord, payloadHash, type UsageRecord } from "../usage-record.ts";
import type { Position } from "./calls.ts";

/** Rows carry a digest, because SQLite does not notice a flipped bit inside a value. */
export const TABLES = `
  CREATE TABLE IF NOT EXISTS waiting (position INTEGER PRIMARY KEY, hash TEXT NOT NULL, payload TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS damaged (position INTEGER, hash, payload);
  CREATE TABLE IF NOT EXISTS proof (id INTEGER PRIMARY KEY, number INTEGER NOT NULL) STRICT;`;

export type Rows = {
  count(): { last: Position; waiting: number; damaged: number };
  insert(position: Position, payload: string): void;
  between(
    after: Position,
    through: Position,
    limit: number,
  ): { intact: UsageRecord[]; bad: Position[]; end: Position };
  setAside(position: Position): void;
  /** How many rows are gone. */
  removeThrough(position: Position): number;
  removeAfter(position: Position): number;
  writeProof(): void;
};

/** The statements of the spool, prepared once. */
export function prepareRows(db: DatabaseSync): Rows {
  const insert = db.prepare("INSERT INTO waiting (position, hash, payload) VALUES (?, ?, ?)");
  const between = db.prepare(
    "SELECT position, hash, payload FROM waiting WHERE position > ? AND position <= ? ORDER BY position LIMIT ?",
  );
  const copyAside = db.prepare(
    "INSERT INTO damaged SELECT position, hash, payload FROM waiting WHERE position = ?",
  );
  const remove = db.prepare("DELETE FROM waiting WHERE position = ?");
  const removeThrough = db.prepare("DELETE FROM waiting WHERE position <= ?");
  const removeAfter = db.prepare("DELETE FROM waiting WHERE position > ?");
  const proof = db.prepare(
    "INSERT INTO proof VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = proof.number + 1",
  );
  const count = db.prepare(
    `SELECT coalesce(max(position), 0) AS last, count(*) AS waiting, (SELECT count(*) FROM damaged) AS damaged
     FROM waiting`,
  );

  return {
    count: () => {
      const { last, waiting, damaged } = count.get() ?? {};
      return { last: Number(last), waiting: Number(waiting), damaged: Number(damaged) };
    },
    insert: (position, payload) => {
      insert.run(position, payloadHash(payload), payload);
    },
    between: (after, through, limit) => {
      const intact: UsageRecord[] = [];
      const bad: Position[] = [];
      const found = between.all(after, through, limit);
      for (const { position, hash, payload } of found) {
        const record = verify(hash, payload);
        if (record) intact.push(record);
        else bad.push(Number(position));
      }
      return { intact, bad, end: Number(found.at(-1)?.position ?? after) };
    },
    setAside: (position) => {
      copyAside.run(position);
      remove.run(position);
    },
    removeThrough: (position) => Number(removeThrough.run(position).changes),
    removeAfter: (position) => Number(removeAfter.run(position).changes),
    writeProof: () => {
      proof.run();
    },
  };
}

/** The record of a row; null when it is not what was written. */
export function verify(hash: unknown, payload: unknown): UsageRecord | null {
  if (typeof payload !== "string" || payloadHash(payload) !== hash) return null;
  return decodeRecord(payload);
}
