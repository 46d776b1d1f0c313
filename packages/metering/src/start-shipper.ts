import { setTimeout as sleep } from "node:timers/promises";
import type { SystemContext } from "@millrace/db";
import { toFault } from "@millrace/kernel";
import type { Log, Metrics } from "@millrace/telemetry";
import type { Alongside } from "./charged-record.ts";
import { findEdge, Witnesses } from "./older-database.ts";
import { createRestoredReport } from "./report-restored.ts";
import type { Batch, Spool } from "./spool/spool.ts";
import { STORED_AT_ONCE_MAX, storeUsage } from "./store-usage.ts";

/** After a batch that was not full: lets records gather, so that a busy node sends few large batches. */
const GATHER_MS = 400;
const BACK_OFF_MS = { first: 100, max: 2_000 };
/** How often a database that is sent nothing is asked whether it is still what it was. */
const LOOK_MS = 60_000;

export type Shipper = {
  status(): {
    /** Records that this process brought into the database. */
    shipped: number;
    /** Why the last attempt failed; null when it did not. */
    failing: string | null;
  };
  /** Sends what waits, then stops. False when that took too long; what is left waits in the spool for the next start. */
  drain(timeoutMs: number): Promise<boolean>;
};

export type ShipperOptions = {
  log: Log;
  /** What else is to be true once records are stored. */
  alongside?: readonly Alongside[];
  /**
   * Told of records that are in the database now, whether they are new there or not; `superseded` are those of them that
   * count for nothing, once each, see `StoredUsage`.
   */
  onStored?: (recordIds: readonly string[], superseded: readonly string[]) => void;
  /** Counts the times that the database was found restored, what was sent again, and the times that something is lost. */
  metrics?: Metrics;
  lookMs?: number;
};

/**
 * Carries usage from the spool into the database, each record once, for as long as the process lives. The spool forgets a batch
 * only after its transaction has been committed; whenever that is not certain the batch is sent again, which changes nothing.
 * Appending never waits for this. A database that was restored to an earlier state is noticed before it acknowledges anything
 * else, and is sent again all that the spool has kept.
 */
export function startShipper(ctx: SystemContext, spool: Spool, options: ShipperOptions): Shipper {
  const shipping = new Shipping(ctx, spool, options);
  const done = shipping.run();
  return {
    status: () => ({ shipped: shipping.shipped, failing: shipping.failing }),
    drain: async (timeoutMs) => {
      shipping.finish();
      const timeout = new AbortController();
      const late = sleep(timeoutMs, false, { signal: timeout.signal }).catch(() => false);
      const isEmpty = await Promise.race([done.then(() => true), late]);
      timeout.abort();
      shipping.abandon();
      return isEmpty;
    },
  };
}

class Shipping {
  shipped = 0;
  failing: string | null = null;
  readonly #ctx: SystemContext;
  readonly #spool: Spool;
  readonly #log: Log;
  readonly #alongside: readonly Alongside[];
  readonly #onStored: NonNullable<ShipperOptions["onStored"]>;
  /** Rung when there may be something to do. */
  #bell = Promise.withResolvers<void>();
  #isFinishing = false;
  #isAbandoned = false;
  #backOffMs = BACK_OFF_MS.first;
  /** Taken, not yet in the database. */
  #batch: Batch | null = null;
  /** In the database, not yet forgotten by the spool. */
  #stored: Batch | null = null;
  readonly #report: ReturnType<typeof createRestoredReport>;
  readonly #lookMs: number;
  /** Null until they have been read. */
  #witnesses: Witnesses | null = null;
  #isLookDue = true;
  /** The database lacks what it acknowledged, and has not been sent it again. */
  #isOlder = false;
  /** What was kept is being sent again. */
  #isReplaying = false;

  constructor(
    ctx: SystemContext,
    spool: Spool,
    { log, alongside = [], onStored = () => {}, metrics, lookMs = LOOK_MS }: ShipperOptions,
  ) {
    this.#ctx = ctx;
    this.#spool = spool;
    this.#log = log;
    this.#alongside = alongside;
    this.#onStored = onStored;
    this.#report = createRestoredReport(log, metrics);
    this.#lookMs = lookMs;
  }

  async run(): Promise<void> {
    const stopListening = this.#spool.onAppend(() => this.#bell.resolve());
    const looking = setInterval(() => this.#lookSoon(), this.#lookMs).unref();
    while (!this.#isAbandoned) {
      // Hung up before looking, so that what comes while we look rings it.
      this.#bell = Promise.withResolvers();
      const count = await this.#shipNext();
      if (count === 0 && this.#isFinishing) break;
      if (count === 0) await this.#bell.promise;
      else if (count === null) await this.#backOff();
      else if (count < STORED_AT_ONCE_MAX) await sleep(GATHER_MS);
    }
    stopListening();
    clearInterval(looking);
  }

  finish(): void {
    this.#isFinishing = true;
    this.#bell.resolve();
  }

  abandon(): void {
    this.#isAbandoned = true;
    this.#bell.resolve();
  }

  /** How many records were sent; null when that failed. */
  async #shipNext(): Promise<number | null> {
    try {
      const witnesses = await this.#openWitnesses();
      if (this.#isLookDue && !this.#isFinishing) await this.#look(witnesses);
      if (this.#isOlder) await this.#replay(witnesses);
      this.#batch ??= await this.#spool.take(STORED_AT_ONCE_MAX);
      const count = this.#batch.records.length;
      if (count > 0) {
        await this.#store(this.#batch.records, witnesses);
        if (!this.#isOlder) this.#stored = this.#batch;
      }
      this.#batch = null;
      if (this.#stored) await this.#acknowledge(this.#stored, witnesses);
      this.#stored = null;
      if (count === 0) this.#isReplaying = false;
      this.#recover();
      return count;
    } catch (error) {
      this.#fail(error);
      return null;
    }
  }

  async #acknowledge(batch: Batch, witnesses: Witnesses): Promise<void> {
    await this.#spool.acknowledge(batch);
    witnesses.add(batch.records);
  }

  /** What an earlier run brought to the database. */
  async #openWitnesses(): Promise<Witnesses> {
    if (this.#witnesses) return this.#witnesses;
    const { newest } = await this.#spool.kept();
    this.#witnesses = new Witnesses();
    this.#witnesses.add(newest);
    return this.#witnesses;
  }

  #lookSoon(): void {
    this.#isLookDue = true;
    this.#bell.resolve();
  }

  /** Nothing depends on this one: a database that is sent something is asked then. */
  async #look(witnesses: Witnesses): Promise<void> {
    this.#isLookDue = false;
    this.#isOlder ||= await witnesses.isOneGoneOf(this.#ctx).catch(() => false);
  }

  async #replay(witnesses: Witnesses): Promise<void> {
    const kept = await this.#spool.kept();
    const edge = await findEdge(this.#ctx, kept);
    const records = await this.#spool.recall();
    // Recalled, so none of them is acknowledged, and what was taken will be taken again.
    witnesses.clear();
    [this.#batch, this.#stored] = [null, null];
    [this.#isOlder, this.#isReplaying] = [false, true];
    this.#report({ records, from: edge?.from ?? null, isLossLikely: edge?.isLossLikely ?? false });
  }

  async #store(records: Batch["records"], witnesses: Witnesses): Promise<void> {
    let isAsked = false;
    const ask: Alongside = async (tx) => {
      this.#isOlder = await witnesses.isOneGone(tx);
      isAsked = true;
    };
    const stored = await storeUsage(this.#ctx, records, [...this.#alongside, ask]);
    // Where nothing was new nothing was done alongside, and the database is asked by itself.
    if (!isAsked) this.#isOlder = await witnesses.isOneGoneOf(this.#ctx);
    const { repeated, conflicting, superseded, leftOut } = stored;
    this.#onStored(
      records.map(({ id }) => id),
      superseded,
    );
    this.shipped += stored.stored;
    if (repeated > 0) this.#log.info({ repeated }, "Usage that the database had already was sent again");
    if (leftOut > 0 && this.#isReplaying)
      this.#log.warn({ leftOut }, "Usage of teams that the restored database does not know cannot be stored");
    else if (leftOut > 0) this.#log.info({ leftOut }, "Usage of teams that are gone was left out");
    if (conflicting.length > 0) {
      this.#log.error(
        { conflicting },
        "Usage came twice with different contents; the later one is kept aside",
      );
    }
  }

  async #backOff(): Promise<void> {
    await sleep(this.#backOffMs);
    this.#backOffMs = Math.min(this.#backOffMs * 2, BACK_OFF_MS.max);
  }

  #fail(error: unknown): void {
    if (this.failing === null)
      this.#log.warn({ error }, "Usage waits in the spool: it cannot be brought further");
    this.failing = toFault(error).code;
  }

  #recover(): void {
    // Whatever comes after an interruption may be another database.
    if (this.failing !== null) this.#lookSoon();
    if (this.failing !== null) this.#log.info({}, "Usage reaches the database again");
    this.failing = null;
    this.#backOffMs = BACK_OFF_MS.first;
  }
}
