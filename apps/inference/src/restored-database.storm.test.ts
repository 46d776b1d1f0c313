import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { proveBooks } from "@millrace/billing";
import { systemClock } from "@millrace/kernel";
import { publishPrice } from "@millrace/prices";
import { type Backup, backUp, effort, makeTeam, startProgram, testDatabase } from "@millrace/testing";
import fc from "fast-check";
import { expect, test, vi } from "vitest";

const SEED = 20_261_201;
const ROUNDS = 4 * effort();
const FILE = join(import.meta.dirname, "charging-node.fixture.ts");
const MODEL = "millrace-embed";

const db = await testDatabase();
await publishPrice(
  { database: db.database, clock: systemClock },
  {
    modelName: MODEL,
    currency: "USD",
    effectiveFrom: new Date("2020-01-01T00:00:00Z"),
    rates: [{ unit: "input_token", pricePico: 10_000n }],
  },
);

/** How much is written down before each step; what happens to the database, and whether the node dies before or after. */
const ROUND = fc.record({
  durable: fc.integer({ min: 20, max: 400 }),
  isBackedUp: fc.boolean(),
  isKilledBefore: fc.boolean(),
  isKilledAfter: fc.boolean(),
  afterMs: fc.nat({ max: 600 }),
});

test(
  "a database that is restored to earlier states, and a node killed around that: each record is there, counted and charged once",
  async () => {
    const teams = [await makeTeam(db), await makeTeam(db)];
    const teamIds = teams.map(({ teamId }) => teamId);
    const folder = await mkdtemp(join(tmpdir(), "millrace-charging-"));
    const start = (ids: string[]) => startProgram(FILE, [folder, db.systemUrl, MODEL, ...ids]);
    const [durable, tried] = [new Set<string>(), new Set<string>()];
    let node = start(teamIds);
    const kill = async () => {
      await node.kill();
      for (const id of node.said("durable")) durable.add(id);
      for (const id of node.said("tried")) tried.add(id);
    };
    let backup: Backup = await backUp(db);
    for (const round of fc.sample(ROUND, { numRuns: ROUNDS, seed: SEED })) {
      await node.hasSaid("durable", node.said("durable").length + round.durable);
      if (round.isBackedUp) backup = await backUp(db);
      await node.hasSaid("durable", node.said("durable").length + round.durable);
      if (round.isKilledBefore) await kill();
      await backup.restore();
      if (round.isKilledBefore) node = start(teamIds);
      await new Promise((resume) => setTimeout(resume, round.afterMs));
      if (!round.isKilledAfter) continue;
      await kill();
      node = start(teamIds);
    }
    await kill();

    node = start([]);
    await vi.waitFor(async () => {
      const stored = new Set(await idsOf(teamIds));
      expect([...durable].filter((id) => !stored.has(id))).toEqual([]);
    }, 60_000);
    await node.kill();
    expect((await idsOf(teamIds)).filter((id) => !tried.has(id))).toEqual([]);
    await rm(folder, { recursive: true });
    for (const team of teams) {
      expect((await proveBooks(team.as("billing"))).differences).toEqual([]);
      await proveCounters(team.teamId);
    }
  },
  180_000 * effort(),
);

async function idsOf(teamIds: string[]): Promise<string[]> {
  const rows = await db.sql("SELECT id::text FROM usage_records WHERE team_id = ANY($1) ORDER BY id", [
    teamIds,
  ]);
  return rows.map(({ id }) => String(id));
}

/** Rollups, the ledger and the counters of limits say what plain sums of the records say. */
async function proveCounters(teamId: string): Promise<void> {
  const [records] = await db.sql(
    `SELECT count(*)::text AS requests, sum(input_tokens)::text AS tokens, sum(amount_pico)::text AS spend
     FROM usage_records WHERE team_id = $1`,
    [teamId],
  );
  expect(records?.spend).not.toBe("0");
  const [charged] = await db.sql(
    "SELECT sum(amount_pico)::text AS spend FROM ledger_entries WHERE team_id = $1 AND kind = 'charge'",
    [teamId],
  );
  expect(charged).toEqual({ spend: records?.spend });
  const counters = await db.sql(
    `SELECT scope, sum(requests)::text AS requests, sum(tokens)::text AS tokens, sum(spend_pico)::text AS spend
     FROM quota_counters WHERE team_id = $1 AND period = 'total' GROUP BY scope ORDER BY scope`,
    [teamId],
  );
  expect(counters).toEqual(["deployment", "key", "team"].map((scope) => ({ scope, ...records })));
  const [hours] = await db.sql(
    `SELECT sum(requests)::text AS requests, sum(input_tokens)::text AS tokens, sum(amount_pico)::text AS spend
     FROM usage_hours WHERE team_id = $1`,
    [teamId],
  );
  expect(hours).toEqual(records);
}
