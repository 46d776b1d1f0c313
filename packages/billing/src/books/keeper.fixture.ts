import { writeSync } from "node:fs";
import { argv } from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { createDatabase } from "@millrace/db";
import { newId } from "@millrace/kernel";
import { storeUsage, type UsageRecord } from "@millrace/metering";
import { countUsage } from "@millrace/quotas";
import { chargeUsage, closeInvoices, expireCredit, grantCredit } from "../index.ts";

// Stores usage, gives credit, lets it expire and closes months for as long as it lives, in a time that runs fast. Says at once what
// is stored and what time it is. Tests kill it, and run several.

const [, , systemUrl = "", modelName = "", start = "", ...teamIds] = argv;
const STEP_MS = 7 * 3_600_000;
const DAY_MS = 24 * 3_600_000;
const CREDIT_PICO = 3n * 10n ** 10n;

const database = createDatabase({ appUrl: systemUrl, systemUrl, connectionsMax: 4 });
let now = new Date(start);
const ctx = { database, clock: { now: () => now, monotonicMs: () => performance.now() }, taxRates: [] };
const deploymentId = newId();

function used(teamId: string): UsageRecord {
  return {
    ...{ teamId, deploymentId, keyId: deploymentId, id: newId(), nodeId: deploymentId },
    // Some of it late by more than a month.
    at: new Date(now.getTime() - (Math.random() < 0.2 ? 33 * DAY_MS * Math.random() : 0)),
    ...{ modelName, modelVersionId: newId(), task: "feature-extraction", outcome: "answered" },
    ...{
      inputs: 1,
      inputTokens: Math.floor(1_000_000 * Math.random()),
      cachedInputTokens: 0,
      outputTokens: 0,
    },
    ...{ holderId: null, queueUs: 0, computeUs: 0, totalUs: 0, batchRows: 1 },
  };
}

async function forEver(work: () => Promise<void>): Promise<never> {
  for (;;) {
    await work();
    await pause(1);
  }
}

await Promise.all([
  forEver(async () => {
    const records = teamIds.flatMap((teamId) => Array.from({ length: 3 }, () => used(teamId)));
    await storeUsage(ctx, records, [countUsage, chargeUsage]);
    for (const { id } of records) writeSync(1, `stored ${id}\n`);
    now = new Date(now.getTime() + STEP_MS);
    writeSync(1, `time ${now.toISOString()}\n`);
  }),
  forEver(async () => {
    const { closed, failed } = await closeInvoices(ctx);
    for (const { number } of closed) writeSync(1, `closed ${number}\n`);
    for (const { error } of failed) writeSync(1, `failed ${String(error).replaceAll(/\s/g, "_")}\n`);
  }),
  forEver(async () => {
    await expireCredit(ctx);
    for (const teamId of teamIds) {
      const expiresAt = new Date(now.getTime() + 10 * DAY_MS);
      const grant = { kind: "paid" as const, name: "Pack", amountPico: CREDIT_PICO, expiresAt };
      await grantCredit(ctx, { teamId, ...grant, operationId: newId() });
    }
    await pause(100);
  }),
]);
