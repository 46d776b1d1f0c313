import { setTimeout as pause } from "node:timers/promises";
import { systemClock as clock } from "@millrace/kernel";
import { createKey } from "@millrace/keys";
import { publishPrice } from "@millrace/prices";
import { setLimit } from "@millrace/quotas";
import { testDatabase } from "@millrace/testing";
import { afterAll, expect, test } from "vitest";
import { startTestService } from "../testing/start-test-service.ts";

const DAY_MS = 86_400_000;
/** A limit is known to the service within two seconds, on a machine that does much else in four. */
const KNOWN_MS = 4_000;
const MINUTE_MS = 60_000;

const db = await testDatabase();
await publishPrice(
  { database: db.database, clock },
  {
    ...{ modelName: "millrace-embed", currency: "USD", effectiveFrom: new Date("2026-01-01T00:00:00Z") },
    rates: [{ unit: "request", pricePico: 1_000_000n }],
  },
);
const service = await startTestService(db);
afterAll(() => service.stop());

type Measure = Parameters<typeof setLimit>[1]["measure"];
type Period = Parameters<typeof setLimit>[1]["period"];
type Case = { measure: Measure; period: Period; code: string; rule: string; header: string };

const CASES: Case[] = [
  {
    measure: "requests",
    period: "day",
    code: "rate_limit_exceeded",
    rule: "make 0 requests a day",
    header: "0",
  },
  {
    measure: "requests",
    period: "total",
    code: "insufficient_quota",
    rule: "make 0 requests in total",
    header: "0",
  },
  {
    measure: "tokens",
    period: "minute",
    code: "rate_limit_exceeded",
    rule: "use 0 tokens a minute",
    header: "0",
  },
  {
    measure: "tokens",
    period: "month",
    code: "insufficient_quota",
    rule: "use 0 tokens a month",
    header: "0",
  },
  { measure: "spend", period: "day", code: "insufficient_quota", rule: "spend 0 USD a day", header: "0 USD" },
  {
    measure: "concurrency",
    period: "now",
    code: "rate_limit_exceeded",
    rule: "run 0 requests at once",
    header: "0",
  },
];

/** A key of its own, limited so. */
async function limitedKey(measure: Measure, period: Period, value: bigint): Promise<string> {
  const { key, secret } = await createKey(service.owner, { name: `${measure} ${period}` });
  await setLimit(service.owner, { scope: "key", scopeId: key.id, measure, period, value });
  return secret;
}

const limited = await Promise.all(
  CASES.map(async (one) => ({ ...one, secret: await limitedKey(one.measure, one.period, 0n) })),
);
const once = await limitedKey("requests", "minute", 1n);
await pause(KNOWN_MS);

function ask(secret: string): Promise<Response> {
  const authorization = `Bearer ${secret}`;
  return service.post("/v1/embeddings", { model: "embed", input: "the wheel turns" }, { authorization });
}

/** As a refusal writes it. */
function endOf(period: Period, now: Date): string | null {
  const end = {
    minute: Math.floor(now.getTime() / MINUTE_MS + 1) * MINUTE_MS,
    day: Math.floor(now.getTime() / DAY_MS + 1) * DAY_MS,
    month: Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1),
    total: null,
    now: null,
  }[period];
  return end === null ? null : new Date(end).toISOString().replace(".000Z", "Z");
}

test.each(limited)(
  "a refusal by $measure a $period says the limit, its value, who set it and when it frees, in words and in headers",
  async ({ measure, period, code, rule, header, secret }) => {
    const before = endOf(period, new Date());
    const response = await ask(secret);
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    const after = endOf(period, new Date());
    expect(response.status).toBe(429);
    expect(error.code).toBe(code);
    expect(error.message).toContain(`This key may ${rule}, set by Ada`);
    if (before === null) expect(error.message).not.toContain("More from");
    else
      expect([before, after].map((end) => `More from ${end} on.`)).toContain(
        /More from \S+ on\./.exec(error.message)?.[0],
      );
    expect(response.headers.get(`x-ratelimit-limit-${measure}`)).toBe(header);
    expect(response.headers.get(`x-ratelimit-remaining-${measure}`)).toBe(header);
    expect(response.headers.has(`x-ratelimit-reset-${measure}`)).toBe(before !== null);
    const isWorthAnotherTry = period === "minute" || period === "now";
    if (period !== "day") expect(response.headers.has("retry-after")).toBe(isWorthAnotherTry);
  },
);

test(
  "whoever waits as long as a refusal says is let in",
  async () => {
    let refused = await ask(once);
    while (refused.status === 200) refused = await ask(once);
    expect(refused.status).toBe(429);
    const waitMs = Number(refused.headers.get("retry-after-ms"));
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(MINUTE_MS);
    await pause(waitMs);
    expect((await ask(once)).status).toBe(200);
  },
  2 * MINUTE_MS,
);
