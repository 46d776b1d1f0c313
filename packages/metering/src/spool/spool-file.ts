import { closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { CallName, Calls, Opening } from "./calls.ts";
import { readMarks } from "./marks.ts";
import { openTrusted } from "./open-trusted.ts";
import { prepareRows } from "./rows.ts";

/** The owner of the file. Each call is synchronous and leaves the file whole, whenever the process dies. */
export type SpoolFile = { opening: Opening } & {
  [Name in CallName]: (ask: Calls[Name]["ask"]) => Calls[Name]["answer"];
};

const FILE_NAME = "usage.sqlite";
/** Free pages beyond this go back to the file system when nothing waits: 4,096 pages of 4 KiB are 16 MiB. */
const FREE_PAGES_MAX = 4_096;
/** Of those, at once: appends wait meanwhile. */
const GIVEN_BACK_MAX = 1_024;
/** Rows that are removed at once: more than one batch acknowledges, so that they never gather, and few, as appends wait. */
const REMOVED_MAX = 2_000;

/** Opens or makes the spool in a folder. Throws what SQLite throws, and `NewerFormat`. */
export function openSpoolFile(folder: string): SpoolFile {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  syncFolder(dirname(folder));
  const { db, salvaged } = openTrusted(join(folder, FILE_NAME));
  syncFolder(folder);
  return createSpoolFile(db, salvaged);
}

/** A new file is durable only after its folder is. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function createSpoolFile(db: DatabaseSync, salvaged: number | null): SpoolFile {
  const rows = prepareRows(db);
  const transact = prepareTransactions(db);
  let marks = readMarks(db);
  const ends = rows.ends();
  // Never before a mark: what is appended there would pass for acknowledged.
  let last = Math.max(ends.last, marks.through());
  let first = ends.first ?? last + 1;
  let waiting = rows.count(marks.through(), last);
  let { damaged } = ends;
  /** What a transaction did not write is not remembered either. */
  const transactMarks = (synchronous: Synchronous, work: () => void) => {
    try {
      transact(synchronous, work);
    } catch (error) {
      marks = readMarks(db);
      throw error;
    }
  };
  const opening = { last, acknowledged: marks.through(), waiting, damaged, salvaged };

  return {
    opening,
    append: ({ payloads }) => {
      transact("FULL", () => {
        for (const [index, payload] of payloads.entries()) rows.insert(last + 1 + index, payload);
      });
      last += payloads.length;
      waiting += payloads.length;
      return { last, waiting };
    },
    read: ({ after, through, limit }) => {
      const { intact, bad, end } = rows.between(after, through, limit);
      if (bad.length > 0) transact("FULL", () => bad.forEach(rows.setAside));
      waiting -= bad.length;
      damaged += bad.length;
      return { records: intact, end, waiting, damaged };
    },
    acknowledge: ({ through, now, keep }) => {
      const before = marks.through();
      const after = Math.max(before, through);
      const old = Math.max(after - keep.recordsMax, marks.throughBefore(now - keep.ms));
      const removed = Math.min(old, after - 1, first - 1 + REMOVED_MAX);
      if (after > before || removed >= first) {
        const acknowledged = rows.count(before, after);
        transactMarks("NORMAL", () => {
          if (after > before) marks.set(after, now);
          if (removed >= first) rows.removeThrough(removed);
          if (removed >= first) marks.removeThrough(removed);
        });
        waiting -= acknowledged;
        first = Math.max(first, removed + 1);
      }
      if (waiting === 0) giveBackPages(db);
      return { waiting };
    },
    kept: ({ limit }) => ({
      oldest: rows.between(0, marks.through(), limit).intact,
      newest: rows.lastThrough(marks.through(), limit),
      hasForgotten: first > 1,
    }),
    recall: () => {
      const recalled = rows.count(0, marks.through());
      const after = Math.min(first - 1, marks.through());
      transactMarks("FULL", () => marks.turnBack(after));
      waiting += recalled;
      return { recalled, after, waiting };
    },
    prove: ({ discardAfter }) => {
      // The log may be what fills the disk: its pages go where they belong, and it becomes short.
      db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      waiting -= transact("FULL", () => {
        rows.writeProof();
        return rows.removeAfter(discardAfter);
      });
      return { waiting };
    },
    close: () => {
      db.close();
      return {};
    },
  };
}

/** FULL waits for the disk at each commit; NORMAL leaves that to the next commit that does. */
type Synchronous = "FULL" | "NORMAL";

function prepareTransactions(db: DatabaseSync) {
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  let setting: Synchronous | null = null;

  return <T>(synchronous: Synchronous, work: () => T): T => {
    if (synchronous !== setting) db.exec(`PRAGMA synchronous = ${synchronous}`);
    setting = synchronous;
    begin.run();
    try {
      const result = work();
      commit.run();
      return result;
    } catch (error) {
      // After some errors SQLite has rolled back by itself.
      if (db.isTransaction) db.exec("ROLLBACK");
      throw error;
    }
  };
}

function giveBackPages(db: DatabaseSync): void {
  const free = Number(db.prepare("PRAGMA freelist_count").get()?.freelist_count ?? 0);
  const given = Math.min(free - FREE_PAGES_MAX, GIVEN_BACK_MAX);
  if (given > 0) db.exec(`PRAGMA incremental_vacuum(${given})`);
}
