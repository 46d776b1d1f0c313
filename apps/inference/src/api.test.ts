import { once } from "node:events";
import { get } from "node:http";
import { InferenceClient } from "@huggingface/inference";
import { systemActor, systemClock } from "@millrace/kernel";
import { revokeKey } from "@millrace/keys";
import { testDatabase } from "@millrace/testing";
import OpenAI from "openai";
import { afterAll, describe, expect, test } from "vitest";
import { startTestService } from "./testing/start-test-service.ts";

const db = await testDatabase();
const service = await startTestService(db);
afterAll(() => service.stop());

const openai = new OpenAI({ baseURL: `${service.url}/v1`, apiKey: service.key.secret, maxRetries: 0 });
const records = () =>
  db.sql("SELECT id, inputs, input_tokens, outcome FROM usage_records WHERE team_id = $1", [service.teamId]);

describe("the official openai client", () => {
  test("gets the same vectors by its default (base64) and as floats", async () => {
    const input = ["the wheel turns", "water runs"];
    const packed = await openai.embeddings.create({ model: "embed", input });
    const floats = await openai.embeddings.create({ model: "embed", input, encoding_format: "float" });
    // As numbers each is printed so that the nearest float32 is the one that was computed.
    expect(packed.data.map(({ embedding }) => embedding)).toEqual(
      floats.data.map(({ embedding }) => embedding.map(Math.fround)),
    );
    expect(packed.data.map(({ index }) => index)).toEqual([0, 1]);
    expect(packed.usage.prompt_tokens).toBe(packed.usage.total_tokens);
    const norm = Math.hypot(...(packed.data[0]?.embedding ?? []));
    expect(norm).toBeCloseTo(1, 4);
  });

  test("gets shorter vectors of unit length when it asks for dimensions", async () => {
    const { data } = await openai.embeddings.create({ model: "embed", input: "the wheel", dimensions: 16 });
    expect(data[0]?.embedding).toHaveLength(16);
    expect(Math.hypot(...(data[0]?.embedding ?? []))).toBeCloseTo(1, 4);
  });

  test("may send tokens, and lists the team's models", async () => {
    const { data, usage } = await openai.embeddings.create({
      model: "embed",
      input: [
        [2, 5, 6, 3],
        [2, 7, 3],
      ],
    });
    expect(data).toHaveLength(2);
    expect(usage.total_tokens).toBe(7);
    const models = await openai.models.list();
    expect(models.data.map(({ id }) => id).sort()).toEqual(["embed", "langid"]);
    expect((await openai.models.retrieve("embed")).object).toBe("model");
  });

  test("sees which field was wrong, and the request's id", async () => {
    const failure = await openai.embeddings
      .create({ model: "embed", input: "x", dimensions: 9_999 })
      .catch((error) => error);
    expect(failure).toBeInstanceOf(OpenAI.BadRequestError);
    expect(failure).toMatchObject({ status: 400, param: "dimensions", code: "invalid_dimensions" });
    expect(failure.requestID).toMatch(/^[0-9a-f-]{36}$/);
  });
});

test("the official @huggingface/inference client classifies a sentence", async () => {
  const client = new InferenceClient(service.key.secret, { endpointUrl: `${service.url}/models/langid` });
  const scores = await client.textClassification({
    inputs: "Wo ist der Bahnhof, bitte?",
    parameters: { top_k: 3 },
  });
  expect(scores).toHaveLength(3);
  expect(scores[0]?.label).toBe("de");
  expect(scores[0]?.score ?? 0).toBeGreaterThan(scores[1]?.score ?? 1);
});

const long = "word ".repeat(5_000);
type Case = [name: string, path: string, body: unknown, status: number, expected: Record<string, unknown>];
const BAD: Case[] = [
  [
    "an unknown model",
    "/v1/embeddings",
    { model: "nope", input: "x" },
    404,
    { code: "model_not_found", param: "model" },
  ],
  ["no model", "/v1/embeddings", { input: "x" }, 400, { code: "missing_model" }],
  [
    "a classifier asked to embed",
    "/v1/embeddings",
    { model: "langid", input: "x" },
    400,
    { code: "serving.wrong_task" },
  ],
  ["an empty text", "/v1/embeddings", { model: "embed", input: "" }, 400, { code: "empty_input" }],
  ["an empty list", "/v1/embeddings", { model: "embed", input: [] }, 400, { code: "empty_input" }],
  [
    "an empty text in a list",
    "/v1/embeddings",
    { model: "embed", input: ["a", ""] },
    400,
    { param: "input[1]" },
  ],
  [
    "3,000 inputs",
    "/v1/embeddings",
    { model: "embed", input: Array(3_000).fill("x") },
    400,
    { code: "too_many_inputs" },
  ],
  ["a number", "/v1/embeddings", { model: "embed", input: 5 }, 400, { code: "invalid_input" }],
  [
    "a list of texts and numbers",
    "/v1/embeddings",
    { model: "embed", input: ["a", 1] },
    400,
    { param: "input[1]" },
  ],
  [
    "a negative token",
    "/v1/embeddings",
    { model: "embed", input: [[1, -1]] },
    400,
    { code: "serving.token_out_of_range" },
  ],
  [
    "a token beyond the vocabulary",
    "/v1/embeddings",
    { model: "embed", input: [1e9] },
    400,
    { code: "serving.token_out_of_range" },
  ],
  [
    "a fractional token",
    "/v1/embeddings",
    { model: "embed", input: [1.5] },
    400,
    { code: "serving.token_out_of_range" },
  ],
  [
    "text beyond the model's limit",
    "/v1/embeddings",
    { model: "embed", input: ["a", long] },
    400,
    { code: "serving.input_too_long", param: "input[1]" },
  ],
  [
    "an unknown encoding",
    "/v1/embeddings",
    { model: "embed", input: "x", encoding_format: "hex" },
    400,
    { param: "encoding_format" },
  ],
  [
    "no dimensions at all",
    "/v1/embeddings",
    { model: "embed", input: "x", dimensions: 0 },
    400,
    { param: "dimensions" },
  ],
  ["invalid JSON", "/v1/embeddings", '{"model":"embed",', 400, { code: "http.invalid_json" }],
  ["an array for a body", "/v1/embeddings", [1], 400, { code: "http.bad_body" }],
  [
    "invalid UTF-8",
    "/v1/embeddings",
    new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]),
    400,
    { code: "http.invalid_utf8" },
  ],
  ["100,000 brackets", "/v1/embeddings", "[".repeat(100_000), 400, { code: "http.json_too_deep" }],
  [
    "a 20 MB body",
    "/v1/embeddings",
    `{"input":"${"x".repeat(20 * 1024 * 1024)}"}`,
    413,
    { code: "http.body_too_large" },
  ],
  ["an unknown path", "/v1/nothing", {}, 404, { code: "http.no_such_path" }],
];

describe("bad input", () => {
  test.each(BAD)("%s gets a clear error in OpenAI's shape", async (_name, path, body, status, expected) => {
    const response = await service.post(path, body);
    expect(response.status).toBe(status);
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get("x-should-retry")).toBe("false");
    const { error } = (await response.json()) as { error: Record<string, unknown> };
    expect(Object.keys(error).sort()).toEqual(["code", "message", "param", "type"]);
    expect(error).toMatchObject(expected);
    expect(String(error.message)).not.toMatch(/\/(home|tmp|work|root|usr)\/|node_modules|SELECT |at .*\.ts/);
  });

  test("text beyond the limit is cut when that is asked for", async () => {
    const response = await service.post("/v1/embeddings", { model: "embed", input: long, truncate: true });
    expect(response.status).toBe(200);
  });

  test("Hugging Face's family has its own error shape", async () => {
    const response = await service.post("/models/langid", { inputs: [] });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: expect.stringContaining("`inputs` is empty"),
      error_type: "empty_input",
    });
  });

  test("another method is told which ones there are", async () => {
    const response = await fetch(`${service.url}/v1/embeddings`, { method: "PATCH" });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
  });

  test("another content type is told to send JSON", async () => {
    const response = await service.post("/v1/embeddings", "x=1", {
      "content-type": "application/x-www-form-urlencoded",
    });
    expect(response.status).toBe(415);
  });

  test("__proto__ in a body pollutes nothing", async () => {
    const body =
      '{"model":"embed","input":"x","__proto__":{"dimensions":1},"constructor":{"prototype":{"x":1}}}';
    expect((await service.post("/v1/embeddings", body)).status).toBe(200);
    expect(Reflect.get({}, "x")).toBeUndefined();
  });

  test("none of it leaves a usage record, and good requests beside it are answered", async () => {
    const ask = (index: number) => service.post("/v1/embeddings", { model: "embed", input: `good ${index}` });
    const good = Array.from({ length: 20 }, (_, index) => ask(index));
    const bad = BAD.slice(0, 18).map(([, path, body]) => service.post(path, body));
    const [answered, refused] = await Promise.all([Promise.all(good), Promise.all(bad)]);
    expect(answered.map(({ status }) => status)).toEqual(Array(20).fill(200));
    await expect.poll(() => recorded(answered), { timeout: 5_000 }).toBe(20);
    expect(await recorded(refused)).toBe(0);
  });
});

describe("deadlines", () => {
  const ask = (deadline: string, input: string | string[]) =>
    service.post("/v1/embeddings", { model: "embed", input }, { "x-request-deadline-ms": deadline });

  test("a request that can make its deadline is answered", async () => {
    expect((await ask("60000", "in good time")).status).toBe(200);
  });

  test("one that cannot is refused at once, instead of late", async () => {
    const inputs = Array.from(
      { length: 2_000 },
      (_, index) => `a text of a dozen words that takes its time to compute ${index}`,
    );
    const startedMs = performance.now();
    const response = await ask("5", inputs);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    expect(response.status).toBe(429);
    expect(await response.json()).toMatchObject({ error: { code: "serving.deadline_unreachable" } });
  });

  test.each(["soon", "0", "-1", "1.5", "1e3", "9999999"])("%j is no deadline", async (deadline) => {
    const response = await ask(deadline, "x");
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "invalid_deadline" } });
  });
});

describe("keys", () => {
  test.each([undefined, "Bearer nonsense", "Basic x"])("%j is refused with 401", async (authorization) => {
    const headers = authorization === undefined ? {} : { authorization };
    const response = await fetch(`${service.url}/v1/models`, { headers });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      error: { code: "invalid_api_key", type: "authentication_error" },
    });
  });

  test("two headers are refused, whichever of them has the key", async () => {
    const { port, hostname } = new URL(service.url);
    const headers = ["authorization", `Bearer ${service.key.secret}`, "authorization", "Bearer other"];
    const request = get({ port, hostname, path: "/v1/models", headers: ["host", hostname, ...headers] });
    const [response] = await once(request, "response");
    response.resume();
    expect(response.statusCode).toBe(401);
  });

  test("a wrong one is refused before the body is read", async () => {
    const headers = { authorization: "Bearer nonsense" };
    expect((await service.post("/v1/embeddings", "{ this is no JSON", headers)).status).toBe(401);
  });

  test("another team's deployment looks exactly like one that does not exist", async () => {
    const headers = { authorization: `Bearer ${service.strangerSecret}` };
    const foreign = await service.post("/v1/embeddings", { model: "embed", input: "x" }, headers);
    const missing = await service.post("/v1/embeddings", { model: "embex", input: "x" }, headers);
    expect(foreign.status).toBe(404);
    const [foreignText, missingText] = [await foreign.text(), await missing.text()];
    expect(foreignText.replace("embed", "embex")).toBe(missingText);
  });

  test("a revoked key is refused within two seconds", async () => {
    const { createKey } = await import("@millrace/keys");
    const ctx = { database: db.database, clock: systemClock, actor: systemActor(service.teamId) };
    const { secret, key } = await createKey(ctx, { name: "short-lived" });
    const ask = () =>
      service.post("/v1/embeddings", { model: "embed", input: "x" }, { authorization: `Bearer ${secret}` });
    expect((await ask()).status).toBe(200);
    await revokeKey(ctx, { id: key.id });
    const revokedMs = performance.now();
    await expect.poll(async () => (await ask()).status, { timeout: 5_000, interval: 50 }).toBe(401);
    expect(performance.now() - revokedMs).toBeLessThan(2_000);
  });
});

test("an answered request is in the database within two seconds, under the id that the client got", async () => {
  const response = await service.post("/v1/embeddings", { model: "embed", input: ["a b c", "d"] });
  const { usage } = (await response.json()) as { usage: { total_tokens: number } };
  const id = response.headers.get("x-request-id");
  expect(response.headers.get("server-timing")).toMatch(
    /^queue;dur=[\d.]+, compute;dur=[\d.]+, total;dur=[\d.]+$/,
  );
  const find = async () => (await records()).find((record) => record.id === id);
  await expect
    .poll(find, { timeout: 2_000 })
    .toMatchObject({ inputs: 2, input_tokens: usage.total_tokens, outcome: "answered" });
});

test("health, readiness and metrics tell the truth", async () => {
  expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
  const ready = await fetch(`${service.url}/readyz`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({
    ready: true,
    spool: "ready",
    isolation: expect.stringMatching(/prlimit|none/),
  });
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  expect(metrics).toMatch(
    /millrace_request_total_ms_count\{team="[^"]+",deployment="[0-9a-f-]+",model="millrace-embed"\} \d+/,
  );
  expect(metrics).toMatch(/millrace_requests_refused_total\{code="empty_input"\} [1-9]/);
});

/** How many of these responses left a usage record. */
async function recorded(responses: Response[]): Promise<number> {
  const ids = new Set((await records()).map(({ id }) => id));
  return responses.filter((response) => ids.has(response.headers.get("x-request-id"))).length;
}
