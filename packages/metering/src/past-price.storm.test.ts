import { newId } from "@millrace/kernel";
import { publishPrice } from "@millrace/prices";
import { effort, type FakeClock, fakeClock, makeTeam, type TestTeam, testDatabase } from "@millrace/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { exampleRecord } from "./example-record.ts";
import { storeUsage } from "./store-usage.ts";
import type { UsageRecord } from "./usage-record.ts";

const SEED = 20_261_201;
const RUNS = 150 * effort();
const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** A node whose clock is right may have recorded it so long ago, and one whose clock is wrong so far ahead. */
const RECORDED = { min: -2 * DAY_MS, max: DAY_MS };

const db = await testDatabase();

type Version = { id: string; teamId: string | null; from: number; pricePico: bigint };
type Stored = { id: string; version: string | null; amount: string };

/** Two teams that use one model, and what it costs from when on for everybody or for the first of them. */
class World {
  readonly #modelName = `model-${newId()}`;
  readonly #clock: FakeClock = fakeClock();
  readonly #teams: [TestTeam, TestTeam];
  readonly #versions: Version[] = [];
  readonly #waiting: UsageRecord[] = [];
  readonly #sent: UsageRecord[] = [];
  /** Stored once a price was known, of moments that had come: the whole history says what they cost. */
  readonly #settled = new Map<string, UsageRecord>();
  #stored = new Map<string, Stored>();

  constructor(teams: [TestTeam, TestTeam]) {
    this.#teams = teams;
  }

  advance(ms: number): void {
    this.#clock.advance(ms);
  }

  use(team: number, { ageMs, tokens }: { ageMs: number; tokens: number }): void {
    const at = new Date(this.#clock.now().getTime() + ageMs);
    const { teamId } = this.#teams[team % 2] ?? this.#teams[0];
    this.#waiting.push(exampleRecord({ teamId, modelName: this.#modelName, at, inputTokens: tokens }));
  }

  /** Those that waited longest or shortest, and some of what is there already. */
  async store(count: number, isNewestFirst: boolean): Promise<void> {
    const batch = isNewestFirst ? this.#waiting.splice(-count).toReversed() : this.#waiting.splice(0, count);
    const known = this.#versions.some(({ teamId }) => teamId === null);
    const now = this.#clock.now();
    await storeUsage(this.#ctx, [...batch, ...this.#sent.slice(-count)]);
    this.#sent.push(...batch);
    for (const record of batch) if (known && record.at <= now) this.#settled.set(record.id, record);
  }

  async publish(isOwn: boolean, { inMs, pricePico }: { inMs: number; pricePico: bigint }): Promise<void> {
    const teamId = isOwn ? this.#teams[0].teamId : null;
    const effectiveFrom = new Date(this.#clock.now().getTime() + inMs);
    const rates = [{ unit: "input_token" as const, pricePico }];
    const wanted = { modelName: this.#modelName, currency: "USD", effectiveFrom, rates, teamId };
    // At once with whoever stores.
    const storing = this.store(2, false);
    const published = await publishPrice(this.#ctx, wanted).catch((error: unknown) => {
      expect(error).toMatchObject({ code: "prices.past_is_fixed" });
      return null;
    });
    await storing;
    if (published === null || this.#versions.some(({ id }) => id === published.id)) return;
    this.#versions.push({ id: published.id, teamId, from: effectiveFrom.getTime(), pricePico });
  }

  /** What was stored before stands as it stood. */
  async provePastStands(): Promise<void> {
    const rows = await db.sql(
      `SELECT id::text, price_version_id::text AS version, amount_pico::text AS amount FROM usage_records
       WHERE team_id = ANY($1)`,
      [this.#teams.map(({ teamId }) => teamId)],
    );
    const now = new Map(rows.map((row) => [String(row.id), row as Stored]));
    for (const [id, before] of this.#stored) expect(now.get(id)).toEqual(before);
    this.#stored = now;
  }

  /** And is what the history says of its moment, whenever and in whatever order it came. */
  proveHistory(): void {
    for (const { id, at, teamId, inputTokens } of this.#settled.values()) {
      const version = this.#inForce(teamId, at.getTime()) ?? this.#inForce(null, at.getTime());
      const amount = String(BigInt(inputTokens) * (version?.pricePico ?? 0n));
      expect(this.#stored.get(id)).toEqual({ id, version: version?.id ?? null, amount });
    }
  }

  #inForce(teamId: string | null, at: number): Version | undefined {
    return this.#versions
      .filter((version) => version.teamId === teamId && version.from <= at)
      .toSorted((left, right) => right.from - left.from)[0];
  }

  get #ctx() {
    return { database: db.database, clock: this.#clock };
  }
}

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("use" as const),
      team: fc.nat({ max: 1 }),
      ageMs: fc.integer(RECORDED),
      tokens: fc.nat({ max: 1_000 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("store" as const),
      count: fc.integer({ min: 1, max: 5 }),
      isNewestFirst: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("publish" as const),
      isOwn: fc.boolean(),
      inMs: fc.oneof(fc.integer({ min: -DAY_MS, max: DAY_MS }), fc.integer({ min: 9_000, max: 12_000 })),
      // Nothing at all is a price, too.
      pricePico: fc.bigInt({ min: 0n, max: 9n }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("advance" as const), ms: fc.nat({ max: DAY_MS }) }) },
);

test(
  "whenever prices are published, and whenever and however often records come: an amount stands, and is that of its moment",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20, size: "max" }), async (steps) => {
        const world = new World([await makeTeam(db), await makeTeam(db)]);
        for (const one of steps) {
          if (one.do === "use") world.use(one.team, one);
          else if (one.do === "store") await world.store(one.count, one.isNewestFirst);
          else if (one.do === "publish") await world.publish(one.isOwn, one);
          else world.advance(one.ms);
          await world.provePastStands();
        }
        await world.store(1_000, true);
        await world.provePastStands();
        world.proveHistory();
      }),
      { numRuns: RUNS, seed: SEED },
    );
  },
  60_000 * effort(),
);
