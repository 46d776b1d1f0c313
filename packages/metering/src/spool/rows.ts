import type { DatabaseSync } from "node:sqlite";
import { decodeRecord, payloadHash, type UsageRecord } from "../usage-record.ts";
import type { Position } from "./calls.ts";
import { MARKS_TABLE } from "./marks.ts";

/** Those that wait and, before them, those that are kept. Rows carry a digest, because SQLite does not notice a flipped bit inside a value. */
export const TABLES = `
  CREATE TABLE IF NOT EXISTS waiting (position INTEGER PRIMARY KEY, hash TEXT NOT NULL, payload TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS damaged (position INTEGER, hash, payload);
  CREATE TABLE IF NOT EXISTS proof (id INTEGER PRIMARY KEY, number INTEGER NOT NULL) STRICT;
  ${MARKS_TABLE}`;

export type Rows = {
  /** `first` is null when there are none. */
  ends(): { first: Position | null; last: Position; damaged: number };
  /** After a position, up to and with another. */
  count(after: Position, through: Position): number;
  insert(position: Position, payload: string): void;
  between(
    after: Position,
    through: Position,
    limit: number,
  ): { intact: UsageRecord[]; bad: Position[]; end: Position };
  /** The last up to a position, oldest first. */
  lastThrough(position: Position, limit: number): UsageRecord[];
  setAside(position: Position): void;
  removeThrough(position: Position): void;
  /** How many rows are gone. */
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
  const ends = db.prepare(
    `SELECT (SELECT min(position) FROM waiting) AS first, (SELECT coalesce(max(position), 0) FROM waiting) AS last,
       (SELECT count(*) FROM damaged) AS damaged`,
  );
  const count = db.prepare("SELECT count(*) AS rows FROM waiting WHERE position > ? AND position <= ?");
  const lastThrough = db.prepare(
    "SELECT hash, payload FROM waiting WHERE position <= ? ORDER BY position DESC LIMIT ?",
  );

  return {
    ends: () => {
      const { first, last, damaged } = ends.get() ?? {};
      return { first: first === null ? null : Number(first), last: Number(last), damaged: Number(damaged) };
    },
    count: (after, through) => Number(count.get(after, through)?.rows),
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
    lastThrough: (position, limit) =>
      lastThrough
        .all(position, limit)
        .reverse()
        .flatMap(({ hash, payload }) => verify(hash, payload) ?? []),
    setAside: (position) => {
      copyAside.run(position);
      remove.run(position);
    },
    removeThrough: (position) => {
      removeThrough.run(position);
    },
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
