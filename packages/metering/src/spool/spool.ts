import type { UsageRecord } from "../usage-record.ts";

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

/** Usage that waits on this node's disk until the database has it. */
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
  /** Forgets a batch, once the database has it. */
  acknowledge(batch: Batch): Promise<void>;
  /** Calls back after each commit; returns how to stop that. */
  onAppend(listener: () => void): () => void;
  /** Commits what was accepted, then lets go of the file. */
  close(): Promise<void>;
};
