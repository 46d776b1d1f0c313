import { existsSync, renameSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { errorCode, NewerFormat, SQLITE } from "./failure.ts";
import { prepareRows, TABLES, verify } from "./rows.ts";

/** 2: what was acknowledged is kept behind a mark, which a program of format 1 would not look at. */
const FORMAT = 2;

/**
 * EXCLUSIVE keeps every other process out for as long as this one lives. FULL waits for the disk at each commit, with
 * fullfsync also on macOS. INCREMENTAL lets a file that grew during a long outage shrink again.
 */
const SETTINGS = `
  PRAGMA auto_vacuum = INCREMENTAL;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA fullfsync = ON;
  PRAGMA checkpoint_fullfsync = ON;
  PRAGMA cell_size_check = ON;`;

/** Between two damaged places, this many positions are tried one by one. */
const GAP_MAX = 1_000_000;

/**
 * A spool that SQLite vouches for. A file that is corrupt is put aside under another name, and every record that still
 * matches its digest is carried over; `salvaged` says how many. A crash in between starts over.
 */
export function openTrusted(path: string): { db: DatabaseSync; salvaged: number | null } {
  const rescue = `${path}.rescue`;
  if (!existsSync(path) && existsSync(rescue)) renameSync(rescue, path);
  try {
    return { db: openChecked(path), salvaged: null };
  } catch (error) {
    if (!isCorrupt(error)) throw error;
  }
  removeDatabase(rescue);
  const salvaged = salvage(path, rescue);
  moveDatabase(path, `${path}.corrupt-${Date.now()}`);
  renameSync(rescue, path);
  return { db: openChecked(path), salvaged };
}

class CorruptFile extends Error {}

function isCorrupt(error: unknown): boolean {
  const code = errorCode(error);
  return error instanceof CorruptFile || code === SQLITE.corrupt || code === SQLITE.notADatabase;
}

function openChecked(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  try {
    db.exec(SETTINGS);
    db.exec("BEGIN IMMEDIATE");
    const format = Number(db.prepare("PRAGMA user_version").get()?.user_version);
    if (format > FORMAT) throw new NewerFormat(`format ${format}, known up to ${FORMAT}`);
    // Nothing is written when there is nothing to change: opening must work on a full disk.
    if (format < FORMAT) db.exec(`${TABLES} PRAGMA user_version = ${FORMAT}`);
    db.exec("COMMIT");
    const check = db.prepare("PRAGMA quick_check(1)").get()?.quick_check;
    if (check !== "ok") throw new CorruptFile(String(check));
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Builds the rescue file and closes it, so that it is one whole file before it takes the place of the other. */
function salvage(path: string, rescue: string): number {
  const target = openChecked(rescue);
  const rows = prepareRows(target);
  let position = 0;
  target.exec("BEGIN IMMEDIATE");
  for (const { hash, payload } of readableRows(path)) {
    if (typeof payload !== "string" || verify(hash, payload) === null) continue;
    position += 1;
    rows.insert(position, payload);
  }
  target.exec("COMMIT");
  target.close();
  return position;
}

type Row = Record<string, unknown>;

/** Everything before the first damaged place, everything after the last, and between them row by row. */
function* readableRows(path: string): Generator<Row> {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    let low = 0;
    for (const row of untilDamage(db, "position > ? ORDER BY position", low)) {
      low = Number(row.position);
      yield row;
    }
    let high = low;
    for (const row of untilDamage(db, "position > ? ORDER BY position DESC", low)) {
      high = Number(row.position);
      yield row;
    }
    for (let position = low + 1; position < Math.min(high, low + GAP_MAX); position++) {
      yield* untilDamage(db, "position = ?", position);
    }
  } finally {
    db.close();
  }
}

function* untilDamage(db: DatabaseSync, condition: string, position: number): Generator<Row> {
  try {
    yield* db.prepare(`SELECT position, hash, payload FROM waiting WHERE ${condition}`).iterate(position);
  } catch (error) {
    // A position beyond what a number holds is damage too.
    if (!isCorrupt(error) && !(error instanceof RangeError)) throw error;
  }
}

function moveDatabase(from: string, to: string): void {
  rmSync(`${from}-shm`, { force: true });
  for (const suffix of ["-wal", ""]) {
    if (existsSync(from + suffix)) renameSync(from + suffix, to + suffix);
  }
}

function removeDatabase(path: string): void {
  for (const suffix of ["-shm", "-wal", ""]) rmSync(path + suffix, { force: true });
}
