import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openSpool } from "@millrace/metering";
import { createLog } from "@millrace/telemetry";
import { expect, test } from "vitest";
import { openSpoolInTurn } from "./open-spool-in-turn.ts";

const log = createLog({ service: "test" }, { write: () => {} });
const LONGER_THAN_AN_ATTEMPT_MS = 300;

test("a service that starts while its predecessor drains gets the spool when that one is done", async () => {
  const folder = await mkdtemp(join(tmpdir(), "millrace-turn-"));
  const predecessor = await openSpool(folder, { log });
  const next = openSpoolInTurn(folder, log);
  expect(await Promise.race([next, delay(LONGER_THAN_AN_ATTEMPT_MS, "waits")])).toBe("waits");
  await predecessor.close();
  const spool = await next;
  expect(spool.hasRoom()).toBe(true);
  await spool.close();
  await rm(folder, { recursive: true });
});
