import type { Failure } from "./calls.ts";

/** Primary result codes (https://sqlite.org/rescode.html). */
export const SQLITE = { busy: 5, corrupt: 11, full: 13, notADatabase: 26 } as const;

/** The file was written by a later version of Millrace. */
export class NewerFormat extends Error {}

/** SQLite's primary result code of an error; null for any other error. */
export function errorCode(error: unknown): number | null {
  if (!(error instanceof Error) || !("errcode" in error)) return null;
  return typeof error.errcode === "number" ? error.errcode & 0xff : null;
}

/** What an error of the file means to the spool. */
export function toFailure(error: unknown): Failure {
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof NewerFormat) return { kind: "newer", detail };
  const code = errorCode(error);
  if (code === SQLITE.busy) return { kind: "in_use", detail };
  return { kind: code === SQLITE.full ? "full" : "broken", detail };
}
