import type { UsageRecord } from "../usage-record.ts";

/** Where a record stands in the file; later ones are higher. Holds until the file is opened again. */
export type Position = number;

/** How long, and how many, of what was acknowledged stays; the newest of it always does. */
export type Keep = { ms: number; recordsMax: number };

export type Kept = {
  oldest: UsageRecord[];
  newest: UsageRecord[];
  /** Whether there were others before, which are gone. */
  hasForgotten: boolean;
};

/** What the spool asks of the thread that owns the file, and what it answers. */
export type Calls = {
  /** Durable when answered. */
  append: { ask: { payloads: string[] }; answer: { last: Position; waiting: number } };
  /** Records after a position, oldest first. `end` is how far this looked, damaged rows included. */
  read: {
    ask: { after: Position; through: Position; limit: number };
    answer: { records: UsageRecord[]; end: Position; waiting: number; damaged: number };
  };
  /**
   * Marks everything up to a position as acknowledged, and removes some of what was acknowledged longer ago than it is kept. A
   * power cut may undo it, which is harmless.
   */
  acknowledge: { ask: { through: Position; now: number; keep: Keep }; answer: { waiting: number } };
  /** What was acknowledged and is still here: the first and the last, at most `limit` each, oldest first. */
  kept: { ask: { limit: number }; answer: Kept };
  /** Makes everything that is kept wait again; `after` is where it begins. Durable when answered. */
  recall: { ask: object; answer: { recalled: number; after: Position; waiting: number } };
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
  /** How far the database has acknowledged; what waits comes after it. */
  acknowledged: Position;
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
