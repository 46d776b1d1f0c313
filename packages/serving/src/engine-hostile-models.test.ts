import { buildGraph, DATA_TYPE, int64Tensor, node, rawTensor, valueInfo } from "@millrace/onnx";
import { expect, test } from "vitest";
import { EMBED_SPEC } from "./testing/specs.ts";
import { startEngine } from "./testing/start-engine.ts";
import { floatsOf, int64s, tensorSpec } from "./testing/tensor-models.ts";

const ID = "tensor-id";
const MIB = 1_048_576;
const ALL = { outputs: null } as const;

/** As many zeros as the input says. */
const ZEROS = {
  nodes: [node("ConstantOfShape", ["count"], ["y"])],
  inputs: [valueInfo("count", [1], DATA_TYPE.INT64)],
  outputs: [valueInfo("y", ["n"])],
};
/** A square as large as the input says, multiplied by itself again and again. */
const SQUARE = {
  nodes: [
    node("ConstantOfShape", ["shape"], ["square"]),
    ...Array.from({ length: 8 }, (_, step) =>
      node("MatMul", [step === 0 ? "square" : `product${step}`, "square"], [`product${step + 1}`]),
    ),
    node("ReduceSum", ["product8"], ["y"], { keepdims: 0n }),
  ],
  inputs: [valueInfo("shape", [2], DATA_TYPE.INT64)],
  outputs: [valueInfo("y", [])],
};

test("a request that takes more memory than the replica has fails alone, and the next one is answered", async () => {
  const { engine, allBecome } = await startEngine();
  await engine.apply({ ...(await tensorSpec(ZEROS)), memoryBytesMax: 256 * MIB });
  await allBecome(ID, "ready");
  const zeros = (count: bigint) => engine.infer(ID, { inputs: [int64s("count", [1], [count])], ...ALL });
  const outcomes = await Promise.allSettled([zeros(2n), zeros(2n ** 30n), zeros(3n)]);
  expect(outcomes[1]).toMatchObject({ reason: { kind: "internal", code: "serving.item_failed" } });
  const answers = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  expect(answers.map(({ outputs }) => outputs.map(floatsOf))).toEqual([[[0, 0]], [[0, 0, 0]]]);
});

test("an answer that is more than a frame holds is refused, and the process goes on", async () => {
  const { engine, replicasOf, allBecome } = await startEngine();
  await engine.apply({ ...(await tensorSpec(ZEROS)), memoryBytesMax: 1_024 * MIB });
  await allBecome(ID, "ready");
  const zeros = (count: bigint) => engine.infer(ID, { inputs: [int64s("count", [1], [count])], ...ALL });
  const outcomes = await Promise.allSettled([zeros(BigInt(65 * MIB)), zeros(1n)]);
  expect(outcomes[0]).toMatchObject({ reason: { kind: "invalid", code: "serving.output_too_large" } });
  expect(outcomes[1]).toMatchObject({ status: "fulfilled" });
  expect(replicasOf(ID)[0]?.restarts).toBe(0);
});

test("a shape that no number can hold is the caller's to mend", async () => {
  const { engine, replicasOf, allBecome } = await startEngine();
  await engine.apply(await tensorSpec(ZEROS));
  await allBecome(ID, "ready");
  const negative = engine.infer(ID, { inputs: [int64s("count", [1], [-5n])], ...ALL });
  await expect(negative).rejects.toMatchObject({ kind: "invalid", code: "serving.input_rejected" });
  expect(replicasOf(ID)[0]?.restarts).toBe(0);
});

test("a run that takes too long is ended, its caller told, and its neighbours are answered", async () => {
  const { engine, allBecome } = await startEngine({ batchTimeoutMs: 500 });
  await engine.apply(await tensorSpec(SQUARE));
  await allBecome(ID, "ready");
  const square = (size: bigint) => engine.infer(ID, { inputs: [int64s("shape", [2], [size, size])], ...ALL });
  const outcomes = await Promise.allSettled([square(2n), square(2_500n), square(3n)]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(outcomes[1]).toMatchObject({
    reason: {
      kind: "internal",
      code: "serving.item_timed_out",
      message: "`tensors` computed on this request for more than 0.5 s.",
    },
  });
});

test("a graph that would never end is refused before anything opens it, in one sentence", async () => {
  const { engine } = await startEngine();
  const body = buildGraph({
    nodes: [node("Identity", ["go"], ["again"]), node("Add", ["v", "v"], ["doubled"])],
    inputs: [valueInfo("i", [], DATA_TYPE.INT64), valueInfo("go", [], DATA_TYPE.BOOL), valueInfo("v", ["n"])],
    outputs: [valueInfo("again", [], DATA_TYPE.BOOL), valueInfo("doubled", ["n"])],
  });
  const endless = {
    nodes: [node("Loop", ["", "yes", "x"], ["y"], { body })],
    inputs: [valueInfo("x", ["n"])],
    outputs: [valueInfo("y", ["n"])],
    initializers: [rawTensor("yes", [], DATA_TYPE.BOOL, Uint8Array.of(1))],
  };
  await expect(engine.apply(await tensorSpec(endless))).rejects.toMatchObject({
    kind: "invalid",
    code: "serving.model_refused",
    message: "The model has a loop without a small, fixed number of trips.",
  });
  const grown = {
    nodes: [node("Tile", ["x", "many"], ["y"])],
    inputs: [valueInfo("x", [1])],
    outputs: [valueInfo("y", ["n"])],
    initializers: [int64Tensor("many", [1], [2n ** 33n])],
  };
  await expect(engine.apply(await tensorSpec(grown))).rejects.toMatchObject({
    code: "serving.model_refused",
  });
});

test("one deployment's hostile model slows no other's answers down to its own pace", async () => {
  const { engine, allBecome } = await startEngine({ batchTimeoutMs: 500 });
  await engine.apply(await tensorSpec(SQUARE));
  await engine.apply(EMBED_SPEC);
  await Promise.all([allBecome(ID, "ready"), allBecome("embed-id", "ready")]);
  const slow = engine.infer(ID, { inputs: [int64s("shape", [2], [2_500n, 2_500n])], ...ALL });
  const refused = expect(slow).rejects.toMatchObject({ code: "serving.item_timed_out" });
  for (let call = 0; call < 20; call += 1) {
    expect((await engine.embed("embed-id", { inputs: [[5, 6]], truncate: false })).vectors).toHaveLength(1);
  }
  expect(engine.status().find(({ id }) => id === ID)?.queuedRequests).toBe(0);
  await refused;
});
