import { type Subscription, saveSubscription } from "@millrace/billing";
import { systemClock as clock, newId, periodOf } from "@millrace/kernel";
import { testDatabase } from "@millrace/testing";
import { afterAll, expect, test, vi } from "vitest";
import { startTestService } from "../testing/start-test-service.ts";

const WAIT = { timeout: 20_000, interval: 100 };
const DAY_MS = 86_400_000;

const db = await testDatabase();
const service = await startTestService(db);
afterAll(() => service.stop());

const id = newId();

/** The team's plan is in this state now. */
async function plan(changes: Pick<Subscription, "state"> & Partial<Subscription>): Promise<void> {
  const { start, end } = periodOf(clock.now());
  const { teamId } = service;
  await db.database.inSystem((tx) =>
    saveSubscription(
      tx,
      {
        ...{ teamId, id, planName: "pro", nextPlanName: null, cancelAt: null, pastDueSince: null },
        ...{ provider: "stripe", providerId: "sub_1", currentPeriodStart: start, currentPeriodEnd: end },
        ...{ startedAt: start, endedAt: null },
        ...changes,
      },
      { clock },
    ),
  );
}

const [answered, refused]: [string[], string[]] = [[], []];

async function ask(): Promise<Response> {
  const response = await service.post("/v1/embeddings", { model: "embed", input: "the wheel turns" });
  (response.ok ? answered : refused).push(String(response.headers.get("x-request-id")));
  return response;
}

async function told(): Promise<unknown> {
  const headers = { authorization: `Bearer ${service.key.secret}` };
  const key = await fetch(`${service.url}/v1/key`, { headers });
  return ((await key.json()) as { access: unknown }).access;
}

async function recorded(ids: readonly string[]): Promise<number> {
  const rows = await db.sql("SELECT 1 FROM usage_records WHERE team_id = $1 AND id = ANY($2)", [
    service.teamId,
    ids,
  ]);
  return rows.length;
}

test("a team whose plan is not paid is refused with 402 and why, in every family, and served again once it is", async () => {
  await plan({ state: "unpaid" });
  await vi.waitFor(async () => expect((await ask()).status).toBe(402), WAIT);
  const refusal = await ask();
  expect([refusal.headers.get("x-should-retry"), await refusal.json()]).toEqual([
    "false",
    {
      error: {
        message:
          "An invoice of this team's plan was not paid. Requests are refused until it is settled. Pay it, or put in another card, on the console's Billing page.",
        type: "billing_error",
        param: null,
        code: "payment_required",
      },
    },
  ]);
  const other = await service.post("/models/langid", { inputs: "the wheel turns" });
  expect([other.status, await other.json()]).toMatchObject([402, { error_type: "payment_required" }]);
  expect(await told()).toEqual({ kind: "read_only", reason: "unpaid", until: null });

  await plan({ state: "active" });
  await vi.waitFor(async () => expect((await ask()).status).toBe(200), WAIT);
  expect(await told()).toEqual({ kind: "full", reason: null, until: null });
  // Records come in their order: once the last one is there, one of a refused request would be.
  await vi.waitFor(async () => expect(await recorded(answered)).toBe(answered.length), WAIT);
  expect(await recorded(refused)).toBe(0);
});

test("what is overdue has 14 days of grace, and the key knows until when", async () => {
  const pastDueSince = new Date(clock.now().getTime() - 13 * DAY_MS);
  await plan({ state: "past_due", pastDueSince });
  const until = Math.floor((pastDueSince.getTime() + 14 * DAY_MS) / 1_000);
  expect(await told()).toEqual({ kind: "full", reason: null, until });
  expect((await ask()).status).toBe(200);
  await plan({ state: "past_due", pastDueSince: new Date(clock.now().getTime() - 14 * DAY_MS) });
  await vi.waitFor(async () => expect((await ask()).status).toBe(402), WAIT);
});
