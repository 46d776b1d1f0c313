import { expect, test } from "vitest";
import { INPUTS_MAX } from "./requests.ts";
import { SLOW_TOKEN } from "./testing/fragile-tokens.ts";
import { EMBED_SPEC, FRAGILE_PROGRAM, LANGID_SPEC } from "./testing/specs.ts";
import { cosine, startEngine, textOf } from "./testing/start-engine.ts";

const plain = { truncate: false } as const;

test("an input gets the same vector alone and among others, and every answer is its own", async () => {
  const { engine } = await startEngine();
  await engine.apply(EMBED_SPEC);
  const texts = Array.from({ length: 60 }, (_, index) => `${index} ${textOf(1 + ((index * 7) % 40))}`);
  const alone = [];
  for (const text of texts)
    alone.push(...(await engine.embed("embed-id", { inputs: [text], ...plain })).vectors);
  const together = await Promise.all(
    texts.map((text) => engine.embed("embed-id", { inputs: [text], ...plain })),
  );
  const asOne = await engine.embed("embed-id", { inputs: texts, ...plain });
  for (const [index, vector] of alone.entries()) {
    expect(cosine(vector, vector)).toBeCloseTo(1, 5);
    expect(cosine(vector, together[index]?.vectors[0] ?? new Float32Array())).toBeGreaterThan(0.99999);
    expect(cosine(vector, asOne.vectors[index] ?? new Float32Array())).toBeGreaterThan(0.99999);
  }
  expect(together.some(({ timings }) => timings.batchRows > 1)).toBe(true);
});

test("tokens are counted as the model reads them, special ones included", async () => {
  const { engine } = await startEngine();
  await engine.apply(EMBED_SPEC);
  const one = await engine.embed("embed-id", { inputs: ["server"], ...plain });
  expect(one.inputTokens).toBe(3);
  const ids = await engine.embed("embed-id", { inputs: [[5, 6, 7, 8]], ...plain });
  expect(ids.inputTokens).toBe(4);
  expect(one.vectors[0]).toHaveLength(384);
});

test("time in the queue and time computing are within the total", async () => {
  const { engine } = await startEngine();
  await engine.apply(EMBED_SPEC);
  const { timings } = await engine.embed("embed-id", { inputs: [textOf(10), textOf(11)], ...plain });
  expect(timings.queueMs + timings.computeMs).toBeLessThanOrEqual(timings.totalMs + 0.001);
  expect(timings.computeMs).toBeGreaterThan(0);
});

test("a classifier answers with its best labels first", async () => {
  const { engine } = await startEngine();
  await engine.apply(LANGID_SPEC);
  const inputs = ["Das ist ein kleiner Text über das Wetter von heute.", "今天天气很好，我们去公园散步吧。"];
  const call = { inputs, topK: 3, functionToApply: null, ...plain };
  const { scores } = await engine.classify("langid-id", call);
  expect(scores.map((labels) => labels.length)).toEqual([3, 3]);
  expect(scores.map(([best]) => best?.label)).toEqual(["de", "zh"]);
  const all = await engine.classify("langid-id", { ...call, topK: null });
  for (const labels of all.scores) {
    expect(labels.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 5);
  }
});

test("a text longer than the model reads is refused by name and number, and cut only when asked", async () => {
  const { engine } = await startEngine();
  await engine.apply(EMBED_SPEC);
  const inputs = ["short", textOf(400)];
  await expect(engine.embed("embed-id", { inputs, ...plain })).rejects.toMatchObject({
    kind: "invalid",
    code: "serving.input_too_long",
    message: "`input[1]` has 402 tokens; the limit of `embed` is 256.",
    param: "input[1]",
  });
  expect(await engine.embed("embed-id", { inputs, truncate: true })).toMatchObject({ inputTokens: 3 + 256 });
});

test.each([
  ["negative", -1],
  ["not whole", 1.5],
  ["beyond the vocabulary", 8_192],
  ["not a number", Number.NaN],
])("a token that is %s is refused by its position", async (_, token) => {
  const { engine } = await startEngine();
  await engine.apply(EMBED_SPEC);
  const call = engine.embed("embed-id", { inputs: ["fine", [1, 2, token]], ...plain });
  await expect(call).rejects.toMatchObject({ code: "serving.token_out_of_range", param: "input[1][2]" });
});

test("no input, an input without a token, and too many inputs are refused", async () => {
  const { engine } = await startEngine();
  await engine.apply(EMBED_SPEC);
  const embed = (inputs: (string | number[])[]) => engine.embed("embed-id", { inputs, ...plain });
  await expect(embed([])).rejects.toMatchObject({ kind: "invalid", code: "serving.input_empty" });
  await expect(embed(["a", []])).rejects.toMatchObject({ code: "serving.input_empty", param: "input[1]" });
  await expect(embed(Array(2_049).fill("a"))).rejects.toMatchObject({ code: "serving.too_many_inputs" });
});

test("an unknown deployment and the wrong task are told apart", async () => {
  const { engine } = await startEngine();
  await engine.apply(EMBED_SPEC);
  await expect(engine.embed("nobody", { inputs: ["a"], ...plain })).rejects.toMatchObject({
    kind: "not_found",
  });
  const classify = engine.classify("embed-id", { inputs: ["a"], topK: 1, functionToApply: null, ...plain });
  await expect(classify).rejects.toMatchObject({ code: "serving.wrong_task" });
});

test("a spec that is not good changes nothing", async () => {
  const { engine } = await startEngine();
  await engine.apply(EMBED_SPEC);
  const bad = [
    { ...EMBED_SPEC, memoryBytesMax: 1_000 },
    { ...EMBED_SPEC, replicas: -1 },
    { ...EMBED_SPEC, modelFolder: "/nowhere" },
    { ...EMBED_SPEC, id: "other", task: "text-classification" as const },
  ];
  for (const spec of bad) await expect(engine.apply(spec)).rejects.toMatchObject({ kind: "invalid" });
  expect(engine.status().map(({ id }) => id)).toEqual(["embed-id"]);
  await engine.embed("embed-id", { inputs: ["still here"], ...plain });
});

test("a full line refuses at once and says when to come back", async () => {
  const { engine } = await startEngine({}, FRAGILE_PROGRAM);
  await engine.apply({ ...EMBED_SPEC, queueRequestsMax: 3, batchRowsMax: 1 });
  await engine.embed("embed-id", { inputs: ["warm"], ...plain });
  const calls = Array.from({ length: 12 }, () =>
    engine.embed("embed-id", { inputs: [[SLOW_TOKEN, 1]], ...plain }),
  );
  const outcomes = await Promise.allSettled(calls);
  const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  expect(refused.length).toBeGreaterThan(0);
  expect(outcomes.length - refused.length).toBeGreaterThanOrEqual(3);
  for (const fault of refused) {
    expect(fault).toMatchObject({ kind: "limit_exceeded", code: "serving.queue_full" });
    expect(fault.retryAfterMs).toBeGreaterThanOrEqual(100);
  }
  expect(engine.status()[0]?.figures.refusedPerSecond).toBeGreaterThan(0);
});

test("a call of as many inputs as allowed gets each its own answer, in order", async () => {
  const { engine } = await startEngine();
  await engine.apply(LANGID_SPEC);
  const inputs = Array.from({ length: INPUTS_MAX }, (_, index) =>
    index % 2 ? "今天天气很好" : "the weather is fine",
  );
  const call = { inputs, topK: 1, functionToApply: null, ...plain };
  const { scores } = await engine.classify("langid-id", call);
  const [english, chinese] = [scores[0]?.[0]?.label, scores[1]?.[0]?.label];
  expect(chinese).not.toBe(english);
  expect(scores.map(([best]) => best?.label)).toEqual(
    inputs.map((_, index) => (index % 2 ? chinese : english)),
  );
});

test("what batches cost is learned, and goes on after a restart", async () => {
  const { engine, allBecome } = await startEngine();
  expect(engine.costOf("embed-id")).toBeNull();
  await engine.apply(EMBED_SPEC);
  await allBecome("embed-id", "ready");
  const seeded = engine.costOf("embed-id");
  for (let call = 0; call < 5; call += 1) await engine.embed("embed-id", { inputs: [textOf(20)], ...plain });
  const learned = engine.costOf("embed-id");
  expect([seeded?.batches, (learned?.batches ?? 0) > 4]).toEqual([0, true]);
  await engine.remove("embed-id");
  await engine.apply({ ...EMBED_SPEC, learnedCost: JSON.parse(JSON.stringify(learned)) });
  await allBecome("embed-id", "ready");
  expect(engine.costOf("embed-id")).toEqual(learned);
});
