import { type Clock, newId } from "@millrace/kernel";
import { storeUsage, type UsageRecord } from "@millrace/metering";
import { publishPrice } from "@millrace/prices";
import type { TestDatabase } from "@millrace/testing";
import {
  askLeases,
  countUsage,
  LeaseBook,
  type LimitPeriod,
  listRecalled,
  type Measure,
  releaseEarlierHolders,
  type Scope,
} from "./index.ts";

/** Each input token costs a pico: a request of 7 tokens spends 7. */
export const MODEL = "pico-a-token";

export async function publishPicoPrice(db: TestDatabase, clock: Clock): Promise<void> {
  await publishPrice(
    { database: db.database, clock },
    {
      modelName: MODEL,
      currency: "USD",
      effectiveFrom: new Date("2026-01-01T00:00:00Z"),
      rates: [{ unit: "input_token", pricePico: 1n }],
    },
  );
}

/** A limit, made by plain SQL. */
export async function limit(
  db: TestDatabase,
  limited: {
    teamId: string;
    scope: Scope;
    scopeId: string;
    measure: Measure;
    period: LimitPeriod;
    value: bigint;
  },
): Promise<void> {
  const { teamId, scope, scopeId, measure, period, value } = limited;
  await db.sql(
    `INSERT INTO quota_limits (team_id, id, scope, scope_id, measure, period, value, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, now(), now())`,
    [teamId, newId(), scope, scopeId, measure, period, value.toString()],
  );
}

/** A node that is heard of. */
export async function heardNode(db: TestDatabase): Promise<string> {
  const id = newId();
  await db.sql(
    `INSERT INTO nodes (id, name, cores, memory_bytes, isolation, started_at, heartbeat_at)
     VALUES ($1::uuid, $1::text, 2, 1000000, 'none', now(), now() + interval '1 day')`,
    [id],
  );
  return id;
}

/** One start of a service: its leases, and records on their way to the database. */
export class TestHolder {
  readonly holderId = newId();
  readonly nodeId: string;
  readonly book: LeaseBook;
  readonly #db: TestDatabase;
  readonly #clock: Clock;
  readonly spool: UsageRecord[] = [];

  constructor(db: TestDatabase, clock: Clock, nodeId: string) {
    this.#db = db;
    this.#clock = clock;
    this.nodeId = nodeId;
    const ctx = { database: db.database, clock };
    const holder = { holderId: this.holderId, nodeId };
    this.book = new LeaseBook(
      {
        ask: (asks) => askLeases({ ...ctx, creditLeft: async () => new Map() }, holder, asks),
        recalled: () => listRecalled(ctx, holder),
      },
      clock,
    );
  }

  /** Durable here from now on: an answered request of so many tokens. */
  append(subject: Pick<UsageRecord, "teamId" | "keyId" | "deploymentId">, inputTokens: number): UsageRecord {
    const { holderId, nodeId } = this;
    const record: UsageRecord = {
      ...subject,
      id: newId(),
      at: this.#clock.now(),
      nodeId,
      holderId,
      modelName: MODEL,
      modelVersionId: newId(),
      task: "feature-extraction",
      outcome: "answered",
      inputs: 1,
      inputTokens,
      cachedInputTokens: 0,
      outputTokens: 0,
      queueUs: 0,
      computeUs: 0,
      totalUs: 0,
      batchRows: 1,
    };
    this.spool.push(record);
    return record;
  }

  /** Brings what waits into the database. */
  async ship(): Promise<void> {
    const records = this.spool.splice(0);
    await storeUsage({ database: this.#db.database, clock: this.#clock }, records, [countUsage]);
    this.book.stored(records.map(({ id }) => id));
  }

  /** Killed and started again: what was durable is stored, what was held is free. */
  async restart(): Promise<TestHolder> {
    const next = new TestHolder(this.#db, this.#clock, this.nodeId);
    next.spool.push(...this.spool);
    await next.ship();
    await releaseEarlierHolders({ database: this.#db.database, clock: this.#clock }, next);
    return next;
  }
}
