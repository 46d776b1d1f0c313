import { writeSync } from "node:fs";
import { argv } from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { chargeUsage } from "@millrace/billing";
import { createDatabase } from "@millrace/db";
import { newId, systemClock } from "@millrace/kernel";
import { openSpool, startShipper } from "@millrace/metering";
import { countUsage } from "@millrace/quotas";
import { createLog } from "@millrace/telemetry";

// A node that writes usage of teams down and ships it, counted and charged, for as long as it lives; says at once what is tried
// and what is durable. With no teams it only ships. Tests kill it.

const [, , folder = "", systemUrl = "", modelName = "", ...teamIds] = argv;
const APPENDED_AT_ONCE = 5;
const LOOK_MS = 300;

const log = createLog({ service: "node" }, { write: (line) => writeSync(2, line) });
const database = createDatabase({ appUrl: systemUrl, systemUrl, connectionsMax: 3 });
const spool = await openSpool(folder, { log });
startShipper({ database, clock: systemClock }, spool, {
  log,
  alongside: [countUsage, chargeUsage],
  lookMs: LOOK_MS,
});
const deploymentId = newId();

async function appendOf(teamId: string): Promise<void> {
  const id = newId();
  const places = { keyId: deploymentId, deploymentId, nodeId: deploymentId, modelVersionId: deploymentId };
  writeSync(1, `tried ${id}\n`);
  await spool.append({
    ...{ teamId, id, at: systemClock.now(), ...places, modelName, task: "feature-extraction" },
    ...{ outcome: "answered", inputs: 1, inputTokens: 1 + Math.floor(1_000_000 * Math.random()) },
    ...{ cachedInputTokens: 0, outputTokens: 0, holderId: null },
    ...{ queueUs: 0, computeUs: 0, totalUs: 0, batchRows: 1 },
  });
  writeSync(1, `durable ${id}\n`);
}

for (;;) {
  const all = teamIds.flatMap((teamId) => Array.from({ length: APPENDED_AT_ONCE }, () => teamId));
  await Promise.all(all.map(appendOf));
  await pause(10);
}
