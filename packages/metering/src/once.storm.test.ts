import { derivedId, newId } from "@millrace/kernel";
import { publishPrice } from "@millrace/prices";
import { effort, type FakeClock, fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { exampleRecord } from "./example-record.ts";
import { storeUsage } from "./store-usage.ts";
import { encodeRecord, type UsageRecord } from "./usage-record.ts";

const SEED = 20_261_201;
const RUNS = 200 * effort();
const NODES = 3;
const DAY_MS = 86_400_000;
const PRICE_PICO = 7n;
/** Of the requests that clients send again under one `Idempotency-Key`. */
const RETRIED = ["a", "b"];

const db = await testDatabase();
await publishPrice(
  { database: db.database, clock: fakeClock() },
  {
    modelName: exampleRecord().modelName,
    currency: "USD",
    effectiveFrom: new Date("2020-01-01T00:00:00Z"),
    rates: [{ unit: "input_token", pricePico: PRICE_PICO }],
  },
);

/** A node: its clock, what its disk still holds, and what it once brought to the database. */
type Node = { clock: FakeClock; spool: UsageRecord[]; sent: UsageRecord[] };
type Fate = "acknowledged" | "answer lost" | "rolled back";

/** Nodes of one team, and what the database must hold of it. */
class World {
  readonly #teamId: string;
  readonly #places = { keyId: newId(), deploymentId: newId(), modelVersionId: newId() };
  readonly #nodes: Node[] = Array.from({ length: NODES }, () => ({
    clock: fakeClock(),
    spool: [],
    sent: [],
  }));
  /** By id, whatever was ever sent under it, as it is written down. */
  readonly #accepted = new Map<string, Set<string>>();
  readonly #forged = new Map<string, Set<string>>();

  constructor(teamId: string) {
    this.#teamId = teamId;
  }

  accept(at: number, { tokens, retried }: { tokens: number; retried: string | null }): void {
    const { clock, spool } = this.#node(at);
    const id = retried === null ? newId() : derivedId(this.#teamId, retried);
    const record = this.#record({ id, at: clock.now(), inputTokens: tokens });
    this.#note(this.#accepted, record);
    spool.push(record);
  }

  /** Another record under an id that is taken, as a mistake or a forgery would make it. */
  forge(at: number): void {
    const { sent, spool } = this.#node(at);
    const known = sent.find(({ id }) => !RETRIED.some((key) => id === derivedId(this.#teamId, key)));
    if (known === undefined) return;
    const forged = { ...known, inputTokens: known.inputTokens + 1 };
    this.#note(this.#forged, forged);
    spool.push(forged);
  }

  jump(at: number, ms: number): void {
    this.#node(at).clock.jump(ms);
  }

  /** As after a power cut that undid what the spool had forgotten, in any order. */
  replay(at: number): void {
    const node = this.#node(at);
    node.spool.unshift(...node.sent.splice(0).toReversed());
  }

  async ship(at: number, count: number, fate: Fate): Promise<void> {
    const { clock, spool, sent } = this.#node(at);
    const batch = spool.slice(0, count);
    const die = async () => {
      throw new Error("killed before the commit");
    };
    const alongside = fate === "rolled back" ? [die] : [];
    const storing = storeUsage({ database: db.database, clock }, batch, alongside).catch((error: unknown) => {
      expect(String(error)).toContain("killed before the commit");
      return null;
    });
    const answer = await storing;
    if (answer === null) return;
    const { stored, repeated, conflicting, superseded, leftOut } = answer;
    const differing = batch.filter(({ id }) => [...conflicting, ...superseded].includes(id));
    // Each is accounted for: new, there already, or told to be another one.
    expect(stored + repeated + leftOut).toBeLessThanOrEqual(batch.length);
    expect(stored + repeated + leftOut + differing.length).toBeGreaterThanOrEqual(batch.length);
    if (fate === "acknowledged") sent.push(...spool.splice(0, count));
  }

  async shipAtOnce(count: number, fate: Fate): Promise<void> {
    await Promise.all(this.#nodes.map((_, at) => this.ship(at, count, fate)));
  }

  async proveEachIsThereOnce(): Promise<void> {
    for (const [at, { spool }] of this.#nodes.entries())
      while (spool.length > 0) await this.ship(at, 1_000, "acknowledged");
    const rows = await db.sql(
      `SELECT id::text, at, input_tokens AS tokens, amount_pico::text AS amount FROM usage_records
       WHERE team_id = $1 ORDER BY id`,
      [this.#teamId],
    );
    expect(rows.map(({ id }) => id)).toEqual([...this.#accepted.keys()].sort());
    for (const row of rows) {
      const { id, tokens } = { id: String(row.id), tokens: Number(row.tokens) };
      const stored = this.#record({ id, at: row.at as Date, inputTokens: tokens });
      expect(this.#accepted.get(id)).toContain(encodeRecord(stored));
      expect(row.amount).toBe(String(BigInt(tokens) * PRICE_PICO));
    }
    await this.#proveSums(rows.length);
    await this.#proveAlarms();
  }

  async #proveSums(records: number): Promise<void> {
    for (const table of ["usage_hours", "usage_days"]) {
      const [sums] = await db.sql(
        `SELECT coalesce(sum(requests), 0)::int AS requests, coalesce(sum(input_tokens), 0)::text AS tokens,
           coalesce(sum(amount_pico), 0)::text AS amount,
           (SELECT coalesce(sum(input_tokens), 0)::text FROM usage_records WHERE team_id = $1) AS "recordTokens",
           (SELECT coalesce(sum(amount_pico), 0)::text FROM usage_records WHERE team_id = $1) AS "recordAmount"
         FROM ${table} WHERE team_id = $1`,
        [this.#teamId],
      );
      expect(sums).toMatchObject({
        requests: records,
        tokens: sums?.recordTokens,
        amount: sums?.recordAmount,
      });
    }
  }

  /** What was refused as another record under a known id is kept for a person, and nothing else is. */
  async #proveAlarms(): Promise<void> {
    const kept = await db.sql(
      "SELECT DISTINCT record_id::text AS id FROM usage_conflicts WHERE team_id = $1",
      [this.#teamId],
    );
    expect(kept.map(({ id }) => String(id)).sort()).toEqual([...this.#forged.keys()].sort());
  }

  #record(changes: Partial<UsageRecord>): UsageRecord {
    return exampleRecord({ teamId: this.#teamId, nodeId: this.#teamId, ...this.#places, ...changes });
  }

  #note(ids: Map<string, Set<string>>, record: UsageRecord): void {
    ids.set(record.id, (ids.get(record.id) ?? new Set()).add(encodeRecord(record)));
  }

  #node(at: number): Node {
    const node = this.#nodes[at % NODES];
    if (node === undefined) throw new Error("there are as many nodes as NODES");
    return node;
  }
}

const node = fc.nat({ max: NODES - 1 });
const count = fc.integer({ min: 1, max: 6 });
const fate = fc.constantFrom<Fate>("acknowledged", "acknowledged", "answer lost", "rolled back");
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("accept" as const),
      node,
      tokens: fc.nat({ max: 1_000 }),
      retried: fc.option(fc.constantFrom(...RETRIED), { freq: 3 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("ship" as const), node, count, fate }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("ship at once" as const), count, fate }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("jump" as const),
      node,
      ms: fc.integer({ min: -DAY_MS, max: DAY_MS }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("replay" as const, "forge" as const), node }) },
);

test(
  "whatever nodes accept, lose, repeat and forge, and wherever their clocks jump: each accepted request has one record",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 24, size: "max" }), async (steps) => {
        const world = new World((await makeTeam(db)).teamId);
        for (const one of steps) {
          if (one.do === "accept") world.accept(one.node, one);
          else if (one.do === "ship") await world.ship(one.node, one.count, one.fate);
          else if (one.do === "ship at once") await world.shipAtOnce(one.count, one.fate);
          else if (one.do === "jump") world.jump(one.node, one.ms);
          else world[one.do](one.node);
        }
        await world.proveEachIsThereOnce();
      }),
      { numRuns: RUNS, seed: SEED },
    );
  },
  60_000 * effort(),
);
