import { statfs } from "node:fs/promises";
import { setImmediate as endOfTurn } from "node:timers/promises";
import { type Clock, systemClock } from "@millrace/kernel";
import type { Log } from "@millrace/telemetry";
import { encodeRecord, type UsageRecord, usageRecordSchema } from "../usage-record.ts";
import type { Keep, Kept, Position } from "./calls.ts";
import { openingFault, recordInvalid, spoolFull, spoolUnavailable } from "./faults.ts";
import { MendingThread } from "./mending-thread.ts";
import { ThreadFailure } from "./open-thread.ts";
import { RecentRecords } from "./recent-records.ts";
import type { Batch, Spool, SpoolStatus } from "./spool.ts";

export type SpoolOptions = {
  log: Log;
  /** Records that may wait; about half a kilobyte each. */
  recordsMax?: number;
  /** Requests are refused while the disk has less room than this. */
  bytesFreeMin?: number;
  /** What was acknowledged stays so long, and so many. */
  keep?: Keep;
  clock?: Clock;
};

const RECORDS_MAX = 2_000_000;
/** Beyond `recordsMax`, room for what was admitted before the last place was taken. */
const ADMITTED_MAX = 10_000;
const BYTES_FREE_MIN = 64 * 1024 * 1024;
const FREE_SPACE_CHECK_MS = 1_000;
/**
 * A backup of the last hour, and an hour in which to restore it. The number bounds the file: 120 MB, which are read once at
 * each start. At 28 requests a second it is reached before the two hours are.
 */
const KEEP: Keep = { ms: 2 * 3_600_000, recordsMax: 200_000 };
/** Of what is kept, so many are shown from either end. */
const SHOWN_MAX = 100;
const TRIM_MS = 1_000;
/** Records of one commit. */
const GROUP_RECORDS_MAX = 1_000;

type Appending = { record: UsageRecord } & PromiseWithResolvers<void>;

/**
 * Opens the spool in a folder, which belongs to one process at a time. Faults `precondition`: `metering.spool_in_use`,
 * `metering.spool_newer`, `metering.spool_unusable`.
 */
export async function openSpool(folder: string, options: SpoolOptions): Promise<Spool> {
  const spool = new DurableSpool(folder, options);
  try {
    await spool.open();
    return spool;
  } catch (error) {
    await spool.close();
    throw error instanceof ThreadFailure ? openingFault(error.failure) : error;
  }
}

class DurableSpool implements Spool {
  readonly #folder: string;
  readonly #recordsMax: number;
  readonly #bytesFreeMin: number;
  readonly #keep: Keep;
  readonly #clock: Clock;
  readonly #file: MendingThread;
  readonly #listeners = new Set<() => void>();
  readonly #recent = new RecentRecords();
  #queue: Appending[] = [];
  #commit: Promise<void> | null = null;
  /** How far records are known to be on the disk; nothing beyond is ever taken. */
  #committed = 0;
  #taken = 0;
  #waiting = 0;
  #damaged = 0;
  #isDiskLow = false;
  #isClosed = false;
  #freeSpaceTimer: NodeJS.Timeout | undefined;
  #trimTimer: NodeJS.Timeout | undefined;

  constructor(folder: string, { log, recordsMax, bytesFreeMin, keep, clock }: SpoolOptions) {
    this.#folder = folder;
    this.#recordsMax = recordsMax ?? RECORDS_MAX;
    this.#bytesFreeMin = bytesFreeMin ?? BYTES_FREE_MIN;
    this.#keep = keep ?? KEEP;
    this.#clock = clock ?? systemClock;
    this.#file = new MendingThread({
      folder,
      log,
      committed: () => this.#committed,
      onOpened: ({ last, acknowledged, waiting, damaged, salvaged }) => {
        const isFresh = this.#file.openings === 1 || salvaged !== null;
        this.#committed = isFresh ? last : Math.min(this.#committed, last);
        this.#taken = acknowledged;
        this.#recent.clear();
        this.#waiting = waiting;
        this.#damaged = damaged;
      },
    });
  }

  async open(): Promise<void> {
    await this.#file.open();
    await this.#checkFreeSpace();
    this.#freeSpaceTimer = setInterval(() => this.#checkFreeSpace(), FREE_SPACE_CHECK_MS).unref();
    this.#trimTimer = setInterval(() => this.#trim(), TRIM_MS).unref();
  }

  hasRoom(): boolean {
    return this.status().state === "ready";
  }

  status(): SpoolStatus {
    const counts = { waiting: this.#waiting, damaged: this.#damaged };
    if (this.#isClosed) return { state: "closed", reason: "It was closed.", ...counts };
    if (this.#file.trouble !== null) return { state: "unavailable", reason: this.#file.trouble, ...counts };
    if (this.#isDiskLow) return { state: "full", reason: "The disk is nearly full.", ...counts };
    if (this.#waiting + this.#queue.length >= this.#recordsMax) {
      return { state: "full", reason: "As many records as allowed wait for the database.", ...counts };
    }
    return { state: "ready", reason: null, ...counts };
  }

  async append(record: UsageRecord): Promise<void> {
    const parsed = usageRecordSchema.safeParse(record);
    if (!parsed.success) throw recordInvalid(parsed.error.message);
    if (this.#isClosed) throw spoolUnavailable("The spool is closed.");
    if (this.#file.trouble !== null) throw spoolUnavailable(this.#file.trouble);
    if (this.#waiting + this.#queue.length >= this.#recordsMax + ADMITTED_MAX) throw spoolFull();
    const appending = { record: parsed.data, ...Promise.withResolvers<void>() };
    this.#queue.push(appending);
    this.#commit ??= this.#commitQueue();
    return appending.promise;
  }

  async take(limit: number): Promise<Batch> {
    const { openings } = this.#file;
    const recent = this.#recent.takeAfter(this.#taken, limit);
    this.#taken += recent.length;
    if (recent.length > 0 || this.#taken === this.#committed) {
      return { records: recent, end: this.#taken, openings };
    }
    for (;;) {
      const after = this.#taken;
      const { records, end, waiting, damaged } = await this.#file.call("read", {
        after,
        through: this.#committed,
        limit,
      });
      this.#waiting = waiting;
      this.#damaged = damaged;
      if (openings === this.#file.openings) this.#taken = end;
      // No records although it got further: those rows were damaged.
      if (records.length > 0 || end === after) return { records, end, openings };
    }
  }

  async acknowledge({ end, openings }: Batch): Promise<void> {
    // Opened again since: the positions may mean other rows. They go to the database once more, which changes nothing.
    if (openings !== this.#file.openings) return;
    await this.#acknowledgeThrough(end);
  }

  kept(): Promise<Kept> {
    return this.#file.call("kept", { limit: SHOWN_MAX });
  }

  async recall(): Promise<number> {
    const { openings } = this.#file;
    const { recalled, after, waiting } = await this.#file.call("recall", {});
    this.#waiting = waiting;
    if (openings === this.#file.openings) this.#taken = after;
    return recalled;
  }

  onAppend(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#freeSpaceTimer);
    clearInterval(this.#trimTimer);
    await this.#commit;
    await this.#file.close();
  }

  async #acknowledgeThrough(through: Position): Promise<void> {
    const now = this.#clock.now().getTime();
    const { waiting } = await this.#file.call("acknowledge", { through, now, keep: this.#keep });
    this.#waiting = waiting;
  }

  /** What is kept grows old while nothing is acknowledged, too. */
  async #trim(): Promise<void> {
    // What could not be removed now is by the next call.
    await this.#acknowledgeThrough(0).catch(() => {});
  }

  /** Group commit: what comes in one turn of the event loop, or while the disk is busy, shares one wait for the disk. */
  async #commitQueue(): Promise<void> {
    await endOfTurn();
    while (this.#queue.length > 0) await this.#commitGroup(this.#queue.splice(0, GROUP_RECORDS_MAX));
    this.#commit = null;
  }

  async #commitGroup(group: Appending[]): Promise<void> {
    try {
      const records = group.map(({ record }) => record);
      const { last, waiting } = await this.#file.call("append", { payloads: records.map(encodeRecord) });
      this.#committed = last;
      this.#recent.add(records, last);
      this.#waiting = waiting;
      for (const { resolve } of group) resolve();
      for (const listener of this.#listeners) listener();
    } catch (error) {
      for (const { reject } of [...group, ...this.#queue.splice(0)]) reject(error);
    }
  }

  async #checkFreeSpace(): Promise<void> {
    try {
      const { bavail, bsize } = await statfs(this.#folder);
      this.#isDiskLow = bavail * bsize < this.#bytesFreeMin;
    } catch {
      // A folder that cannot be asked promises no room.
      this.#isDiskLow = true;
    }
  }
}
