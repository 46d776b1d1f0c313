import { chargeUsage } from "@millrace/billing";
import { createDatabase } from "@millrace/db";
import { newId, systemClock } from "@millrace/kernel";
import { type Alongside, storeUsage, type UsageRecord } from "@millrace/metering";
import { publishPrice } from "@millrace/prices";
import { countUsage } from "@millrace/quotas";
import { startDatabase } from "@millrace/testing/start-database";
import pg from "pg";
import type { Benchmark, Scenario, Timing } from "../benchmark.ts";
import { closedLoop } from "../load/closed-loop.ts";
import { prepared, until } from "../prepared.ts";

/** What a node sends at once. */
const BATCH = 1_000;
const QUICK_BATCH = 50;
const PER_SECOND_MIN = 5_000;
const [KEYS, DEPLOYMENTS] = [20, 4];
const MODEL = "settled-model";

/** How fast usage is stored, rated, counted and charged, each record once. */
export const settlement: Benchmark = {
  name: "settlement",
  method: `Batches of ${BATCH} records of ${KEYS} keys and ${DEPLOYMENTS} deployments, one sender, into one PostgreSQL: each stored, rated, added to the rollup and to every counter of limits, and charged in the ledger against the team's credit, in one transaction, against the same without counters and ledger.`,
  pace: { rounds: 7, warmUpMs: 500, measureMs: 3_000 },
  prepare: (size) =>
    prepared(async (started): Promise<Scenario[]> => {
      const postgres = until(started, await startDatabase());
      const database = createDatabase(postgres);
      started.defer(() => database.close());
      const ctx = { database, clock: systemClock };
      const teamId = await makeTeam(postgres.ownerUrl);
      const rates = [{ unit: "input_token" as const, pricePico: 20_000n }];
      const effectiveFrom = new Date("2026-01-01T00:00:00Z");
      await publishPrice(ctx, { modelName: MODEL, currency: "USD", effectiveFrom, rates });
      const batch = size === "full" ? BATCH : QUICK_BATCH;
      const keys = Array.from({ length: KEYS }, () => newId());
      const deployments = Array.from({ length: DEPLOYMENTS }, () => newId());
      const subject = (name: string, alongside: readonly Alongside[]) => ({
        name,
        measure: async (timing: Timing) => {
          const { perSecond, p50Ms } = await closedLoop(1, timing, async () => {
            await storeUsage(ctx, batchOf(teamId, { batch, keys, deployments }), alongside);
          });
          return { recordsPerSecond: perSecond * batch, p50Ms };
        },
      });
      return [
        {
          name: "one sender",
          metrics: [
            { name: "recordsPerSecond", against: "alone", wanted: { atLeast: PER_SECOND_MIN } },
            { name: "p50Ms", against: "ratio" },
          ],
          subjects: [subject("counted and charged", [countUsage, chargeUsage]), subject("stored only", [])],
        },
      ];
    }),
};

async function makeTeam(ownerUrl: string): Promise<string> {
  const id = newId();
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query("INSERT INTO teams (id, handle, name) VALUES ($1, $2, 'Bench')", [
    id,
    `bench-${id.slice(-6)}`,
  ]);
  await owner.end();
  return id;
}

function batchOf(
  teamId: string,
  { batch, keys, deployments }: { batch: number; keys: readonly string[]; deployments: readonly string[] },
): UsageRecord[] {
  const at = new Date();
  const [nodeId, modelVersionId] = [newId(), newId()];
  return Array.from({ length: batch }, (_, index) => ({
    teamId,
    id: newId(),
    at,
    nodeId,
    keyId: keys[index % KEYS] ?? "",
    deploymentId: deployments[index % DEPLOYMENTS] ?? "",
    modelName: MODEL,
    modelVersionId,
    task: "feature-extraction",
    outcome: "answered",
    inputs: 1,
    inputTokens: 12 + (index % 100),
    cachedInputTokens: 0,
    outputTokens: 0,
    holderId: null,
    queueUs: 300,
    computeUs: 4_000,
    totalUs: 4_800,
    batchRows: 8,
  }));
}
