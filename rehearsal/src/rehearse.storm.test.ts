import { effort, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import { rehearse } from "./rehearse.ts";

const SEEDS = Array.from({ length: 2 * effort() }, (_, index) => ({ seed: 1 + index }));
const worlds = await Promise.all(SEEDS.map(async (seeded) => ({ ...seeded, db: await testDatabase() })));

/** Half a year of a few teams, with months that close while nobody is there. */
test.each(worlds)(
  "a half-year with mischief, seed $seed: nothing is lost, nothing counts twice",
  async ({ seed, db }) => {
    const { database, sql } = db;
    const { findings, records, invoices } = await rehearse(
      { database, sql, say: () => {} },
      { seed, teams: 5, days: 190 },
    );
    expect(findings).toEqual([]);
    expect(records).toBeGreaterThan(100);
    expect(invoices).toBeGreaterThan(10);
  },
  300_000,
);
