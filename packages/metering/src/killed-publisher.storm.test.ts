import { join } from "node:path";
import { systemClock } from "@millrace/kernel";
import { loadPrices } from "@millrace/prices";
import { effort, makeTeam, startProgram, testDatabase } from "@millrace/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { exampleRecord } from "./example-record.ts";
import { storeUsage } from "./store-usage.ts";

const SEED = 20_261_201;
const ROUNDS = 6 * effort();
const FILE = join(import.meta.dirname, "publisher.fixture.ts");
const UNITS = 3;

const db = await testDatabase();
const ctx = { database: db.database, clock: systemClock };

test(
  "a process that is killed while it publishes leaves whole prices, and no amount that is another than its price says",
  async () => {
    const { teamId } = await makeTeam(db);
    const modelName = exampleRecord().modelName;
    const amounts = () =>
      db.sql(
        `SELECT id::text, price_version_id::text AS version, amount_pico::text AS amount, input_tokens AS tokens,
           cached_input_tokens AS cached FROM usage_records WHERE team_id = $1 ORDER BY id`,
        [teamId],
      );
    const published = new Set<string>();
    let before: Record<string, unknown>[] = [];
    for (const times of fc.sample(fc.integer({ min: 1, max: 40 }), { numRuns: ROUNDS, seed: SEED })) {
      const publisher = startProgram(FILE, [db.systemUrl, teamId, modelName]);
      await publisher.hasSaid("published", times);
      await publisher.hasSaid("stored", 5);
      await publisher.kill();
      for (const id of publisher.said("published")) published.add(id);

      // Whoever stores next holds what the killed one held.
      await storeUsage(ctx, [exampleRecord({ teamId, modelName, at: systemClock.now() })]);
      const after = await amounts();
      const known = new Map(after.map((row) => [row.id, row]));
      for (const row of before) expect(known.get(row.id)).toEqual(row);
      before = after;
    }

    const prices = new Map((await loadPrices(ctx)).map((version) => [version.id, version]));
    expect([...published].filter((id) => !prices.has(id))).toEqual([]);
    for (const { rates } of prices.values()) expect(rates).toHaveLength(UNITS);
    for (const { version, amount, tokens, cached } of before) {
      const rates = new Map(
        prices.get(String(version))?.rates.map(({ unit, pricePico }) => [unit, pricePico]),
      );
      const price = (unit: "request" | "input_token" | "cached_input_token") => rates.get(unit) ?? 0n;
      const computed = BigInt(Number(tokens) - Number(cached)) * price("input_token");
      const told =
        version === null
          ? 0n
          : price("request") + computed + BigInt(Number(cached)) * price("cached_input_token");
      expect(amount).toBe(String(told));
    }
    expect(new Set(before.map(({ version }) => version)).size).toBeGreaterThan(1);
  },
  60_000 * effort(),
);
