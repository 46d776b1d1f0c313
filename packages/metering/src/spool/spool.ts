import type { UsageRecord } from "../usage-record.ts";
import type { Kept } from "./calls.ts";

export type SpoolState =
  /** Takes records. */
  | "ready"
  /** Holds as many records as it may, or the disk is nearly full. */
  | "full"
  /** The file cannot be written; it is tried again and again. */
  | "unavailable"
  | "closed";

export type SpoolStatus = {
  state: SpoolState;
  /** For the operator, when the state is not `ready`. */
  reason: string | null;
  /** Records that have not reached the database yet. */
  waiting: number;
  /** Rows that were set aside because their contents no longer match their digest. */
  damaged: number;
};

/** Records in the order in which they came. */
export type Batch = {
  records: UsageRecord[];
  /** Where the batch ends in the file. */
  end: number;
  /** Which opening of the file `end` belongs to. */
  openings: number;
};

/**
 * Usage that waits on this node's disk until the database has it, and is kept for a while after that, because the database may
 * be restored to an earlier state.
 */
export type Spool = {
  /**
   * True when a request may be admitted: its record will find a place. Ask before any work is done.
   */
  hasRoom(): boolean;
  /**
   * Resolves when the record is on the disk. Faults: `unavailable` `metering.spool_full` or `metering.spool_unavailable`, and
   * then the record will not be billed; `internal` `metering.record_invalid`.
   */
  append(record: UsageRecord): Promise<void>;
  status(): SpoolStatus;
  /** The next records after those taken before, at most `limit`; none when all are taken. For one taker. */
  take(limit: number): Promise<Batch>;
  /** Once the database has a batch, it waits no longer. */
  acknowledge(batch: Batch): Promise<void>;
  /** What was acknowledged and is still here. */
  kept(): Promise<Kept>;
  /** Makes all that is kept wait again, before what waits already; answers how many these are. */
  recall(): Promise<number>;
  /** Calls back after each commit; returns how to stop that. */
  onAppend(listener: () => void): () => void;
  /** Commits what was accepted, then lets go of the file. */
  close(): Promise<void>;
};
