import { DatabaseSync } from "node:sqlite";

/** https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/**
 * SQLite's lock on a file, since the kernel lets go of it however this process ends. Returns what lets go of it now; null
 * when somebody else holds it. Throws when the file cannot be used.
 */
export function lockFile(file: string): (() => void) | null {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database?.close();
    if (Reflect.get(Object(error), "errcode") === SQLITE_BUSY) return null;
    throw error;
  }
  const held = database;
  return () => held.close();
}
