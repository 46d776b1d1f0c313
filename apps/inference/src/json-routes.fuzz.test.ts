import { effort, testDatabase } from "@millrace/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anyBody, anyTensorBody } from "./testing/any-body.ts";
import { startTestService } from "./testing/start-test-service.ts";
import { tensorGraphs } from "./testing/tensor-graphs.ts";

/** Of `BAD_AT_ONCE` requests each, for every route. */
const ROUNDS = 20 * effort();
/** Bad requests at once, in the middle of good ones. */
const BAD_AT_ONCE = 8;
/** The longest text that passes takes a few milliseconds; the rest is patience with a busy machine. */
const ANSWER_MS_MAX = 5_000;
const GOOD = ["the wheel turns", "water runs", "a mill by the river"];
const LEAK = /\/(home|tmp|work|root|usr|proc)\/|node_modules|SELECT |\bat .*\.ts|Error:/;

const service = await startTestService(await testDatabase(), tensorGraphs(["INT64", "BYTES"]));
afterAll(() => service.stop());

const embed = async (input: string[]) => {
  const response = await service.post("/v1/embeddings", { model: "embed", input });
  expect(response.status).toBe(200);
  const { data } = (await response.json()) as { data: { embedding: number[] }[] };
  return data.map(({ embedding }) => embedding);
};
let golden: number[][];
beforeAll(async () => {
  golden = await embed(GOOD);
});

type Answer = { status: number; requestId: string | null; text: string; tookMs: number };

async function ask(path: string, body: string | Uint8Array<ArrayBuffer>): Promise<Answer> {
  const startedMs = performance.now();
  const signal = AbortSignal.timeout(ANSWER_MS_MAX);
  const headers = { authorization: `Bearer ${service.key.secret}`, "content-type": "application/json" };
  const response = await fetch(`${service.url}${path}`, { method: "POST", headers, body, signal });
  const text = await response.text();
  const requestId = response.headers.get("x-request-id");
  return { status: response.status, requestId, text, tookMs: performance.now() - startedMs };
}

const openAiError = {
  error: { message: expect.any(String), type: expect.any(String), code: expect.any(String) },
};
const huggingFaceError = { error: expect.any(String), error_type: expect.any(String) };

const oipError = { error: expect.any(String) };
const [numbers, words] = [`[${Array.from({ length: 16 }, (_, index) => index)}]`, '["one","two"]'];
const tensor = (name: string, datatype: string, shape: string, data: string) => ({
  name: `"${name}"`,
  datatype: `"${datatype}"`,
  shape,
  data,
});
const sums = ["a", "b"].map((name) => tensor(name, "INT32", "[1,16]", numbers));
const identities = [
  tensor("in_INT64", "INT64", "[1]", "[9007199254740993]"),
  tensor("in_BYTES", "BYTES", "[1]", '["é"]'),
];

const optional = ["dimensions", "encoding_format", "truncate", "user"];
const ROUTES: [path: string, bodies: ReturnType<typeof anyBody>, error: object][] = [
  ["/v1/embeddings", anyBody({ model: '"embed"', input: '["one","two"]' }, optional), openAiError],
  [
    "/v1/embeddings",
    anyBody({ model: '"embed"', input: '"x"', dimensions: "8", encoding_format: '"base64"' }, optional),
    openAiError,
  ],
  ["/models/embed", anyBody({ inputs: '["one","two"]' }, ["parameters", "options"]), huggingFaceError],
  [
    "/models/langid",
    anyBody({ inputs: '"ein Text"', parameters: '{"top_k":2}' }, ["truncate"]),
    huggingFaceError,
  ],
  ["/v2/models/embed/infer", anyTensorBody([tensor("text", "BYTES", "[2]", words)]), oipError],
  ["/v2/models/add-sub/infer", anyTensorBody(sums), oipError],
  ["/v2/models/identities/infer", anyTensorBody(identities), oipError],
];

describe.each(ROUTES)("%s", (path, bodies, error) => {
  test("whatever is sent gets its answer or a clear refusal in time, and good requests go on beside it", {
    timeout: 120_000 * effort(),
  }, async () => {
    const statuses = new Set<number>();
    const rounds = fc.array(bodies, { minLength: BAD_AT_ONCE, maxLength: BAD_AT_ONCE });
    const round = async (bad: (string | Uint8Array<ArrayBuffer>)[]) => {
      const [vectors, answers] = await Promise.all([
        embed(GOOD),
        Promise.all(bad.map((body) => ask(path, body))),
      ]);
      for (const [index, vector] of vectors.entries()) {
        const distance = Math.hypot(...vector.map((x, at) => x - (golden[index]?.[at] ?? Number.NaN)));
        expect(distance).toBeLessThan(1e-5);
      }
      for (const { status, requestId, text } of answers) {
        statuses.add(status);
        expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
        expect(status === 200 || (status >= 400 && status < 500), `${status} ${text}`).toBe(true);
        if (status !== 200) expect(JSON.parse(text)).toMatchObject(error);
        if (status !== 200) expect(text).not.toMatch(LEAK);
      }
    };
    await fc.assert(fc.asyncProperty(rounds, round), { numRuns: ROUNDS, endOnFailure: true });
    expect([...statuses], "some were good and some were not").toEqual(expect.arrayContaining([200, 400]));
    expect(Reflect.get({}, "x"), "nobody writes on every object").toBeUndefined();
  });
});
