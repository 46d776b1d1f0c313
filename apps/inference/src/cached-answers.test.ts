import { DEFAULT_SETTINGS, listDeployments, updateDeployment } from "@millrace/deployments";
import { systemActor, systemClock } from "@millrace/kernel";
import { usageTotals } from "@millrace/metering";
import { testDatabase } from "@millrace/testing";
import { afterAll, expect, test } from "vitest";
import { startTestService, TEST_RESOURCES } from "./testing/start-test-service.ts";

const MIB = 1_048_576;
const db = await testDatabase();
const service = await startTestService(db);
afterAll(() => service.stop());
const ctx = { database: db.database, clock: systemClock, actor: systemActor(service.teamId) };

/** Until the node has heard of it: then an answer says what was known. */
async function keepAnswers(): Promise<void> {
  const [embed] = (await listDeployments(ctx)).filter(({ name }) => name === "embed");
  await updateDeployment(ctx, {
    id: embed?.id ?? "",
    resources: TEST_RESOURCES,
    settings: { ...DEFAULT_SETTINGS, variant: "fp32", cacheBytesMax: 16 * MIB },
    expectedGeneration: embed?.generation ?? 0,
  });
  await expect
    .poll(async () => (await embedded(["is it on"])).cache, { timeout: 10_000 })
    .toMatch(/hit|miss/);
}

async function embedded(input: string[], path = "/v1/embeddings") {
  const body = path === "/v1/embeddings" ? { model: "embed", input } : { inputs: input };
  const response = await service.post(path, body);
  expect(response.status).toBe(200);
  const { data, usage } = (await response.json()) as {
    data?: { embedding: number[] }[];
    usage?: { total_tokens: number };
  };
  const [cache, id] = [response.headers.get("x-cache"), response.headers.get("x-request-id") ?? ""];
  return { cache, id, vectors: data?.map(({ embedding }) => embedding), tokens: usage?.total_tokens ?? 0 };
}

test("where answers are kept, an answer says what was known, and it is metered as not computed", async () => {
  expect((await embedded(["not kept yet"])).cache).toBeNull();
  await keepAnswers();
  const first = await embedded(["one", "two"]);
  const more = await embedded(["one", "two", "three"]);
  const again = await embedded(["two", "one"]);
  expect([first.cache, more.cache, again.cache]).toEqual(["miss", "partial", "hit"]);
  expect(again.vectors?.toReversed()).toEqual(first.vectors);
  expect((await embedded(["three"], "/models/embed")).cache).toBe("hit");

  const record = async ({ id }: { id: string }) => {
    const rows = await db.sql(
      "SELECT input_tokens AS tokens, cached_input_tokens AS cached, batch_rows AS rows FROM usage_records WHERE id = $1",
      [id],
    );
    return rows[0];
  };
  await expect
    .poll(() => record(again), { timeout: 5_000 })
    .toEqual({ tokens: again.tokens, cached: again.tokens, rows: 0 });
  expect(await record(first)).toMatchObject({ tokens: first.tokens, cached: 0 });
  expect(await record(more)).toMatchObject({ tokens: more.tokens, cached: first.tokens });

  const hour = 3_600_000;
  const [from, to] = [new Date(Date.now() - hour), new Date(Date.now() + hour)];
  await expect
    .poll(async () => (await usageTotals(ctx, { from, to })).cachedInputTokens, { timeout: 5_000 })
    .toBeGreaterThanOrEqual(first.tokens + again.tokens);
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  expect(metrics).toMatch(/millrace_cache_requests_total\{.*result="partial"\} 1\n/);
  expect(metrics).toMatch(/millrace_cached_input_tokens_total\{.*\} [1-9]/);
});
