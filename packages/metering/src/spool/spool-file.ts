import { closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { CallName, Calls, Opening } from "./calls.ts";
import { openTrusted } from "./open-trusted.ts";
import { prepareRows } from "./rows.ts";

/** The owner of the file. Each call is synchronous and leaves the file whole, whenever the process dies. */
export type SpoolFile = { opening: Opening } & {
  [Name in CallName]: (ask: Calls[Name]["ask"]) => Calls[Name]["answer"];
};

const FILE_NAME = "usage.sqlite";
/** Free pages beyond this go back to the file system when nothing waits: 4,096 pages of 4 KiB are 16 MiB. */
const FREE_PAGES_MAX = 4_096;

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
  const opening = { ...rows.count(), salvaged };
  let { last, waiting, damaged } = opening;

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
    forget: ({ through }) => {
      waiting -= transact("NORMAL", () => rows.removeThrough(through));
      if (waiting === 0) giveBackPages(db);
      return { waiting };
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
  if (free > FREE_PAGES_MAX) db.exec(`PRAGMA incremental_vacuum(${free - FREE_PAGES_MAX})`);
}
