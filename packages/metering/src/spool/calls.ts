import type { UsageRecord } from "../usage-record.ts";

/** Where a record stands in the file; later ones are higher. Holds until the file is opened again. */
export type Position = number;

/** What the spool asks of the thread that owns the file, and what it answers. */
export type Calls = {
  /** Durable when answered. */
  append: { ask: { payloads: string[] }; answer: { last: Position; waiting: number } };
  /** Records after a position, oldest first. `end` is how far this looked, damaged rows included. */
  read: {
    ask: { after: Position; through: Position; limit: number };
    answer: { records: UsageRecord[]; end: Position; waiting: number; damaged: number };
  };
  /** Forgets everything up to a position. A power cut may undo it, which is harmless. */
  forget: { ask: { through: Position }; answer: { waiting: number } };
  /** Removes what was refused, then proves by one durable write that appending works. */
  prove: { ask: { discardAfter: Position }; answer: { waiting: number } };
  close: { ask: object; answer: object };
};

export type CallName = keyof Calls;

/**
 * Why a call failed. `full` leaves the thread as it was. After `broken` the thread ends, because what SQLite and the kernel
 * hold in memory may no longer be what is on the disk.
 */
export type Failure = { kind: "in_use" | "newer" | "full" | "broken"; detail: string };

/** What was found at opening. */
export type Opening = {
  last: Position;
  waiting: number;
  /** Rows whose contents no longer match their digest, kept aside for a person. */
  damaged: number;
  /** How many records were carried over from a file that SQLite could not trust; null when it could. */
  salvaged: number | null;
};

export type ToThread = { [Name in CallName]: { id: number; name: Name; ask: Calls[Name]["ask"] } }[CallName];

export type FromThread =
  | { kind: "opened"; opening: Opening }
  | { kind: "answered"; id: number; answer: Calls[CallName]["answer"] }
  /** Without an id: opening failed. */
  | { kind: "failed"; id: number | null; failure: Failure };
