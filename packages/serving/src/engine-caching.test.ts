import { node, valueInfo } from "@millrace/onnx";
import { expect, test } from "vitest";
import type { ReplicaGroupSpec } from "./spec.ts";
import { DEADLY_TOKEN, FAILING_TOKEN, SLOW_TOKEN } from "./testing/fragile-tokens.ts";
import { EMBED_SPEC, FRAGILE_PROGRAM, LANGID_SPEC } from "./testing/specs.ts";
import { startEngine, textOf } from "./testing/start-engine.ts";
import { doubling, floats, floatsOf, tensorSpec } from "./testing/tensor-models.ts";

const plain = { truncate: false } as const;
const cacheBytesMax = 8 * 1_048_576;
const KEPT = { ...EMBED_SPEC, cacheBytesMax };
const ALL = { outputs: null } as const;

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `text number ${index}`);

async function serve(spec: ReplicaGroupSpec = KEPT, program?: string) {
  const started = await startEngine({}, program);
  await started.engine.apply(spec);
  await started.allBecome(spec.id, "ready");
  const embed = (inputs: (string | number[])[], signal?: AbortSignal) =>
    started.engine.embed(spec.id, { inputs, signal, ...plain });
  return { ...started, embed };
}

test("of a hundred texts of which sixty are known, forty are computed, and the rest is as it was", async () => {
  const { engine, embed } = await serve();
  const texts = numbered(100);
  const first = await embed(texts.slice(0, 60));
  expect(first).toMatchObject({ cache: "miss", cachedInputTokens: 0 });
  const all = await embed(texts);
  expect(all).toMatchObject({ cache: "partial", cachedInputTokens: first.inputTokens });
  expect(all.inputTokens).toBeGreaterThan(all.cachedInputTokens);
  expect(all.vectors.slice(0, 60)).toEqual(first.vectors);
  const again = await embed(texts.toReversed());
  expect(again).toMatchObject({
    cache: "hit",
    cachedInputTokens: all.inputTokens,
    inputTokens: all.inputTokens,
  });
  expect(again.vectors.toReversed()).toEqual(all.vectors);
  expect(again.timings).toMatchObject({ computeMs: 0, batchRows: 0, paddingShare: 0 });
  expect(engine.status()[0]?.figures.cacheHitsPerSecond).toBeGreaterThan(0);
});

test("without room for a cache nothing is looked up", async () => {
  const { engine, embed } = await serve(EMBED_SPEC);
  await embed(["the same"]);
  expect(await embed(["the same"])).toMatchObject({ cache: "off", cachedInputTokens: 0 });
  expect(engine.status()[0]?.figures.cacheHitsPerSecond).toBe(0);
});

test("identical inputs at the same moment are computed once, in one request or in many", async () => {
  const { embed } = await serve(KEPT, FRAGILE_PROGRAM);
  const calls = Array.from({ length: 30 }, () => embed([[SLOW_TOKEN], [SLOW_TOKEN]]));
  const answers = await Promise.all(calls);
  const tokens = answers.reduce((sum, { inputTokens }) => sum + inputTokens, 0);
  expect([tokens, answers.reduce((sum, { cachedInputTokens }) => sum + cachedInputTokens, 0)]).toEqual([
    60, 59,
  ]);
  for (const { vectors } of answers) expect(vectors).toEqual(answers[0]?.vectors.slice(0, 2));
});

test("who computes may leave: those who wait for the same are answered", async () => {
  const { embed } = await serve(KEPT, FRAGILE_PROGRAM);
  const client = new AbortController();
  const leaving = embed([[SLOW_TOKEN]], client.signal);
  const staying = [1, 2, 3].map(() => embed([[SLOW_TOKEN]]));
  client.abort(new Error("gone"));
  await expect(leaving).rejects.toThrow("gone");
  for (const { vectors } of await Promise.all(staying)) expect(vectors).toHaveLength(1);
});

test("who waits for another may leave, and the other is answered", async () => {
  const { embed } = await serve(KEPT, FRAGILE_PROGRAM);
  const client = new AbortController();
  const staying = embed([[SLOW_TOKEN]]);
  const leaving = embed([[SLOW_TOKEN]], client.signal);
  client.abort(new Error("gone"));
  await expect(leaving).rejects.toThrow("gone");
  expect((await staying).vectors).toHaveLength(1);
});

test("a failure is told to each who asked, by his own place, and is not kept", async () => {
  const { engine, embed } = await serve(KEPT, FRAGILE_PROGRAM);
  const failing = Array.from({ length: 8 }, (_, index) =>
    embed([...Array.from({ length: index }, () => [7]), [FAILING_TOKEN]]),
  );
  const outcomes = await Promise.allSettled([...failing, embed([[7], [8]])]);
  for (const [index, outcome] of outcomes.slice(0, 8).entries()) {
    expect(outcome).toMatchObject({ reason: { code: "serving.item_failed", param: `input[${index}]` } });
  }
  expect(outcomes.at(-1)).toMatchObject({ status: "fulfilled" });
  await expect(embed([[FAILING_TOKEN]])).rejects.toMatchObject({ code: "serving.item_failed" });
  expect(engine.status()[0]?.replicas[0]?.restarts).toBe(0);
});

test("many at once who ask what kills a process kill no more of them than one would", async () => {
  const { embed, replicasOf, allBecome } = await serve(KEPT, FRAGILE_PROGRAM);
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => embed([[DEADLY_TOKEN]])));
  for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: "serving.item_failed" } });
  await allBecome(KEPT.id, "ready");
  expect(replicasOf(KEPT.id)[0]?.restarts).toBeLessThanOrEqual(3);
});

test("a process that dies takes no answer with it, neither of who computes nor of who waits", async () => {
  const { embed, replicasOf } = await serve(KEPT, FRAGILE_PROGRAM);
  const calls = Array.from({ length: 10 }, () => embed([[SLOW_TOKEN]]));
  process.kill(replicasOf(KEPT.id)[0]?.pid ?? Number.NaN, "SIGKILL");
  const answers = await Promise.all(calls);
  expect(answers.filter(({ cache }) => cache === "miss")).toHaveLength(1);
});

test("an answer that its caller writes over stays as it was for the next one", async () => {
  const { embed } = await serve();
  const [before] = (await embed(["the same"])).vectors;
  const kept = before?.slice();
  before?.fill(0);
  const [again] = (await embed(["the same"])).vectors;
  expect(again).toEqual(kept);
  again?.fill(0);
  expect((await embed(["the same"])).vectors[0]).toEqual(kept);
});

test("texts that the model reads alike are one input, however they were cut and whatever is made of the answer", async () => {
  const { engine, embed } = await serve();
  const cut = { truncate: true } as const;
  const long = await engine.embed(KEPT.id, { inputs: [textOf(400)], ...cut });
  expect(await engine.embed(KEPT.id, { inputs: [textOf(480)], ...cut })).toMatchObject({ cache: "hit" });
  expect(long.cache).toBe("miss");
  await expect(embed([textOf(400)])).rejects.toMatchObject({ code: "serving.input_too_long" });

  await engine.apply({ ...LANGID_SPEC, cacheBytesMax });
  const inputs = ["Das ist ein kleiner Text."];
  const best = await engine.classify(LANGID_SPEC.id, { inputs, topK: 1, functionToApply: null, ...plain });
  const all = await engine.classify(LANGID_SPEC.id, {
    inputs,
    topK: null,
    functionToApply: "none",
    ...plain,
  });
  expect([best.cache, all.cache]).toEqual(["miss", "hit"]);
  expect(all.scores[0]?.[0]?.label).toBe(best.scores[0]?.[0]?.label);
});

test("a change of bounds keeps what is known; another graph, another deployment and less room do not", async () => {
  const { engine, embed } = await serve();
  await embed(["known"]);
  await engine.apply({ ...KEPT, batchRowsMax: 8 });
  expect(await embed(["known"])).toMatchObject({ cache: "hit" });
  await engine.apply({ ...KEPT, cacheBytesMax: 0 });
  expect(await embed(["known"])).toMatchObject({ cache: "off" });
  await engine.apply(KEPT);
  expect(await embed(["known"])).toMatchObject({ cache: "miss" });

  const other = { ...KEPT, id: "other-id" };
  await engine.apply(other);
  const asked = await engine.embed("other-id", { inputs: ["known"], ...plain });
  expect(asked.cache).toBe("miss");
});

test("tensors that come again are known, for the outputs that were asked for", async () => {
  const { engine, allBecome } = await startEngine();
  await engine.apply({ ...(await tensorSpec(doubling(2))), cacheBytesMax });
  await allBecome("tensor-id", "ready");
  const ask = (values: number[], shape = [values.length / 2, 2]) =>
    engine.infer("tensor-id", { inputs: [floats("x", shape, values)], ...ALL });
  expect(await ask([1, 2])).toMatchObject({ cache: "miss" });
  const again = await ask([1, 2]);
  expect(again).toMatchObject({ cache: "hit", rows: 1, inputTokens: 0 });
  expect(again.outputs.map(floatsOf)).toEqual([[2, 4]]);
  expect(await ask([1, 2, 1, 2])).toMatchObject({ cache: "miss", rows: 2 });
  expect(await ask([-0, 2])).toMatchObject({ cache: "miss" });
});

test("a model that draws random numbers is computed each time", async () => {
  const { engine, allBecome } = await startEngine();
  const noise = {
    nodes: [node("RandomNormalLike", ["x"], ["y"])],
    inputs: [valueInfo("x", ["n"])],
    outputs: [valueInfo("y", ["n"])],
  };
  await engine.apply({ ...(await tensorSpec(noise)), cacheBytesMax });
  await allBecome("tensor-id", "ready");
  const ask = () => engine.infer("tensor-id", { inputs: [floats("x", [4], [0, 0, 0, 0])], ...ALL });
  const [one, other] = [await ask(), await ask()];
  expect([one.cache, other.cache]).toEqual(["off", "off"]);
  expect(one.outputs.map(floatsOf)).not.toEqual(other.outputs.map(floatsOf));
});
