import { grantCredit } from "@millrace/billing";
import { systemClock as clock, formatPico, newId } from "@millrace/kernel";
import { publishPrice } from "@millrace/prices";
import { testDatabase } from "@millrace/testing";
import OpenAI from "openai";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { startTestService } from "../testing/start-test-service.ts";

const WAIT = { timeout: 20_000, interval: 100 };
/** A request for itself, and its tokens: of five tokens it costs 1,000,035 picos. */
const RATES = [
  { unit: "request" as const, pricePico: 1_000_000n },
  { unit: "input_token" as const, pricePico: 7n },
];

const db = await testDatabase();
await publishPrice(
  { database: db.database, clock },
  {
    modelName: "millrace-embed",
    currency: "USD",
    effectiveFrom: new Date("2026-01-01T00:00:00Z"),
    rates: RATES,
  },
);
const service = await startTestService(db);
afterAll(() => service.stop());
/** A limit is known to the service within two seconds, on a machine that does much else in four. */
const RULES_MS = 4_000;

beforeEach(async () => {
  await db.sql("DELETE FROM quota_limits");
  await db.sql("UPDATE teams SET is_prepaid = false");
  await known();
});

const ask = () => service.post("/v1/embeddings", { model: "embed", input: "the wheel turns" });

type Refusal = { error: { code: string; message: string } };

function atOnce(count: number, work: () => Promise<Response>): Promise<Response[]> {
  return Promise.all(Array.from({ length: count }, work));
}

async function known(): Promise<void> {
  await new Promise((resume) => setTimeout(resume, RULES_MS));
}

async function limit(measure: string, period: string, value: bigint): Promise<void> {
  const { teamId, key } = service;
  await db.sql(
    `INSERT INTO quota_limits (team_id, id, scope, scope_id, measure, period, value, set_by, created_at, updated_at)
     VALUES ($1, $2, 'key', $3, $4, $5, $6, $7, now(), now())`,
    [teamId, newId(), key.id, measure, period, value.toString(), service.owner.actor.personId],
  );
  await known();
}

async function usage(): Promise<{ requests: number; amount: string }> {
  const [row] = await db.sql(
    "SELECT count(*)::int AS requests, COALESCE(sum(amount_pico), 0)::text AS amount FROM usage_records WHERE team_id = $1",
    [service.teamId],
  );
  return { requests: Number(row?.requests), amount: String(row?.amount) };
}

async function costOfOne(): Promise<bigint> {
  const response = await ask();
  const id = response.headers.get("x-request-id");
  await response.arrayBuffer();
  return vi.waitFor(async () => {
    const [row] = await db.sql("SELECT amount_pico::text AS amount FROM usage_records WHERE id = $1", [id]);
    return BigInt(String(row?.amount));
  }, WAIT);
}

async function spentInTotal(): Promise<bigint> {
  const [row] = await db.sql(
    "SELECT spend_pico::text AS spend FROM quota_counters WHERE scope = 'key' AND scope_id = $1 AND period = 'total'",
    [service.key.id],
  );
  return BigInt(String(row?.spend));
}

test("of 1,000 requests at once with money for exactly 137, 137 are served, 863 are refused with the reason, and the books are exact", async () => {
  const cost = await costOfOne();
  const before = await spentInTotal();
  await limit("spend", "total", before + 137n * cost + cost - 1n);
  const usedBefore = await usage();

  const answers = await atOnce(1_000, ask);
  const outcomes = await Promise.all(
    answers.map(async (answer) => ({ status: answer.status, body: (await answer.json()) as Refusal })),
  );
  expect(outcomes.filter(({ status }) => status === 200)).toHaveLength(137);
  const refused = outcomes.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(863);
  expect(refused[0]?.body.error).toMatchObject({ type: "rate_limit_error", code: "insufficient_quota" });
  expect(refused[0]?.body.error.message).toMatch(
    /^This key may spend \S+ USD in total, set by Ada\. This request needs/,
  );

  await vi.waitFor(async () => {
    const used = await usage();
    expect(used.requests - usedBefore.requests).toBe(137);
    expect(BigInt(used.amount) - BigInt(usedBefore.amount)).toBe(137n * cost);
  }, WAIT);
  const [charged] = await db.sql(
    "SELECT sum(amount_pico)::text AS amount FROM ledger_entries WHERE team_id = $1 AND kind = 'charge'",
    [service.teamId],
  );
  expect(charged?.amount).toBe((await usage()).amount);
});

test("a prepaid team is served to the last pico of its credit, and again once there is more", async () => {
  const cost = await costOfOne();
  const give = (amountPico: bigint) =>
    grantCredit(
      { database: db.database, clock },
      { teamId: service.teamId, kind: "paid", name: "bought", amountPico, operationId: newId() },
    );
  await give(10n * cost);
  await db.sql("UPDATE teams SET is_prepaid = true WHERE id = $1", [service.teamId]);
  await known();
  const statuses = (await atOnce(40, ask)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(10);
  const refusal = (await (await ask()).json()) as Refusal;
  expect(refusal.error).toMatchObject({ code: "insufficient_quota" });
  expect(refusal.error.message).toMatch(/credit is used up/);
  await give(cost);
  expect((await ask()).status).toBe(200);
  expect((await ask()).status).toBe(429);
  await vi.waitFor(async () => {
    const [row] = await db.sql(
      "SELECT sum(amount_pico - used_pico)::text AS left FROM credit_grants WHERE team_id = $1",
      [service.teamId],
    );
    expect(row?.left).toBe("0");
  }, WAIT);
});

test("requests a minute: the client of OpenAI is told when to come again", async () => {
  await limit("requests", "minute", 3n);
  const client = new OpenAI({ baseURL: `${service.url}/v1`, apiKey: service.key.secret, maxRetries: 0 });
  const embed = () => client.embeddings.create({ model: "embed", input: "the wheel turns" });
  // Not across the turn of a minute.
  const leftMs = 60_000 - (Date.now() % 60_000);
  if (leftMs < 5_000) await new Promise((resume) => setTimeout(resume, leftMs + 50));
  const { response } = await embed().withResponse();
  expect(response.headers.get("x-ratelimit-limit-requests")).toBe("3");
  expect(response.headers.get("x-ratelimit-remaining-requests")).toBe("2");
  expect(response.headers.get("x-ratelimit-reset-requests")).toMatch(/^(\d+(\.\d+)?s|1m0s)$/);
  await Promise.all([embed(), embed()]);
  const error = await embed().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(OpenAI.RateLimitError);
  expect(error).toMatchObject({ status: 429, code: "rate_limit_exceeded" });
  const { headers } = error as InstanceType<typeof OpenAI.RateLimitError>;
  expect(Number(headers?.get("retry-after"))).toBeGreaterThan(0);
  expect(Number(headers?.get("retry-after"))).toBeLessThanOrEqual(60);
  expect(headers?.get("x-ratelimit-remaining-requests")).toBe("0");
});

test("answers and refusals say how the tightest budget stands; without a limit nothing is said", async () => {
  const limitHeaders = (headers: Headers) =>
    Object.fromEntries([...headers].filter(([name]) => name.startsWith("x-ratelimit-")));
  expect(limitHeaders((await ask()).headers)).toEqual({});
  const cost = await costOfOne();
  await limit("spend", "total", 10n ** 24n);
  const spent = await spentInTotal();
  await db.sql("UPDATE quota_limits SET value = $1", [String(spent + cost)]);
  await known();
  const answered = await ask();
  expect(answered.status).toBe(200);
  expect(limitHeaders(answered.headers)).toEqual({
    "x-ratelimit-limit-spend": `${formatPico(spent + cost)} USD`,
    "x-ratelimit-remaining-spend": "0 USD",
  });
  const refused = await ask();
  expect(refused.status).toBe(429);
  expect(limitHeaders(refused.headers)).toEqual(limitHeaders(answered.headers));
});

test("from the share on at which a budget is throttled, requests go one at a time, and a refusal says so", async () => {
  const cost = await costOfOne();
  await limit("spend", "total", 10n ** 24n);
  const value = (await spentInTotal()) * 2n + 100n * cost;
  await db.sql("UPDATE quota_limits SET value = $1, throttle_at = 1", [String(value)]);
  await known();
  const answers = await atOnce(20, ask);
  const statuses = answers.map(({ status }) => status);
  expect(statuses).toContain(200);
  const refused = answers.find(({ status }) => status === 429);
  expect(refused?.headers.get("x-ratelimit-throttled")).toBe("spend");
  expect(refused?.headers.get("retry-after")).toBe("1");
  const { error }: Refusal = JSON.parse((await refused?.text()) ?? "");
  expect(error).toMatchObject({ type: "rate_limit_error", code: "limit_throttled" });
  expect(error.message).toMatch(
    /^This key may spend \S+ USD in total, set by Ada\. From 1 % of that on, its requests go one at a time/,
  );
  const alone = await ask();
  expect(alone.status).toBe(200);
  expect(alone.headers.get("x-ratelimit-throttled")).toBe("spend");
});

test("what came to nothing has taken nothing", async () => {
  await limit("requests", "day", 1_000_000n);
  const [row] = await db.sql(
    "SELECT requests::text AS requests FROM quota_counters WHERE scope = 'key' AND scope_id = $1 AND period = 'day' ORDER BY starts_at DESC LIMIT 1",
    [service.key.id],
  );
  await db.sql("UPDATE quota_limits SET value = $1", [String(BigInt(String(row?.requests)) + 1n)]);
  for (const body of [
    "{",
    { model: "embed", input: "" },
    { model: "embed", input: "a", dimensions: 5_000 },
  ]) {
    const { status } = await service.post("/v1/embeddings", body);
    expect(status).toBe(400);
  }
  expect((await service.post("/v1/embeddings", { model: "embed", input: "a" })).status).toBe(200);
  expect((await service.post("/v1/embeddings", { model: "embed", input: "a" })).status).toBe(429);
});

test("a retry under the same Idempotency-Key is answered again and charged once, and holds nothing of the limit", async () => {
  const cost = await costOfOne();
  const before = await usage();
  const [counted] = await db.sql(
    "SELECT spend_pico::text AS spend FROM quota_counters WHERE scope = 'key' AND scope_id = $1 AND period = 'total'",
    [service.key.id],
  );
  await limit("spend", "total", BigInt(String(counted?.spend)) + 4n * cost);
  const retry = (key: string, user: string) =>
    service.post(
      "/v1/embeddings",
      { model: "embed", input: "the wheel turns", user },
      { "idempotency-key": key },
    );
  const same = await Promise.all([1, 2, 3].map(() => retry("order-1", "ada")));
  expect(same.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(new Set(same.map(({ headers }) => headers.get("x-request-id"))).size).toBe(1);
  await vi.waitFor(async () => expect((await usage()).requests).toBe(before.requests + 1), WAIT);
  // Another body is another request, whatever its key. Until its record is stored, a retry is reserved as well.
  await vi.waitFor(async () => expect((await retry("order-1", "grace")).status).toBe(200), WAIT);
  await vi.waitFor(async () => expect((await usage()).requests).toBe(before.requests + 2), WAIT);
  expect(await db.sql("SELECT record_id FROM usage_conflicts")).toEqual([]);
  // Two of four are used: two more, and no third.
  const statuses = await vi.waitFor(async () => {
    const more = (await atOnce(3, ask)).map(({ status }) => status);
    expect((await usage()).requests).toBe(before.requests + 4);
    return more;
  }, WAIT);
  expect(statuses).toEqual([429, 429, 429]);
  expect((await retry("with a space", "ada")).status).toBe(400);
});
