import type { DatabaseSync } from "node:sqlite";
import { payloadHash } from "../usage-record.ts";
import type { Position } from "./calls.ts";

/**
 * How far the database had acknowledged by the end of each minute. Marks carry a digest as records do: one whose bits changed
 * would pass off as acknowledged what waits.
 */
export const MARKS_TABLE = `
  CREATE TABLE IF NOT EXISTS acknowledged (minute INTEGER PRIMARY KEY, through INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;`;

const MINUTE_MS = 60_000;

export type Marks = {
  /** How far everything is acknowledged. */
  through(): Position;
  /** How far everything was acknowledged before a moment. */
  throughBefore(ms: number): Position;
  /** Within a transaction, as what follows. */
  set(through: Position, now: number): void;
  /** Forgets marks at or before a position. */
  removeThrough(position: Position): void;
  /** As if nothing after a position had been acknowledged. */
  turnBack(to: Position): void;
};

/** The marks of a spool, which are few: read once, kept in memory too. */
export function readMarks(db: DatabaseSync): Marks {
  const write = db.prepare(
    `INSERT INTO acknowledged (minute, through, hash) VALUES (?, ?, ?)
     ON CONFLICT (minute) DO UPDATE SET through = excluded.through, hash = excluded.hash`,
  );
  const remove = db.prepare("DELETE FROM acknowledged WHERE through <= ?");
  const removeAll = db.prepare("DELETE FROM acknowledged");
  const rows = db.prepare("SELECT minute, through, hash FROM acknowledged").all();
  let marks = new Map(
    rows
      .map(({ minute, through, hash }) => ({ minute: Number(minute), through: Number(through), hash }))
      .filter(({ minute, through, hash }) => hash === digest(minute, through))
      .map(({ minute, through }) => [minute, through]),
  );

  const set = (minute: number, through: Position) => {
    write.run(minute, through, digest(minute, through));
    marks.set(minute, through);
  };
  return {
    through: () => Math.max(0, ...marks.values()),
    throughBefore: (ms) => {
      const before = [...marks].filter(([minute]) => (minute + 1) * MINUTE_MS <= ms);
      return Math.max(0, ...before.map(([, through]) => through));
    },
    set: (through, now) => set(Math.floor(now / MINUTE_MS), through),
    removeThrough: (position) => {
      remove.run(position);
      marks = new Map([...marks].filter(([, through]) => through > position));
    },
    turnBack: (to) => {
      removeAll.run();
      marks = new Map();
      if (to > 0) set(0, to);
    },
  };
}

function digest(minute: number, through: Position): string {
  return payloadHash(`${minute} ${through}`);
}
