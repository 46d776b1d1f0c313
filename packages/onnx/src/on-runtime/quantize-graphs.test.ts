import fc from "fast-check";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { buildModel, floatTensor, node, operatorSet, valueInfo } from "../build-model.ts";
import { type QuantizeOptions, quantizeDynamic } from "../quantize-dynamic.ts";
import type { Model, Node, Tensor as Weight } from "../schema/messages.ts";
import { DATA_TYPE } from "../tensor.ts";
import { writeModel } from "../write-model.ts";
import { cosine, ONE_THREAD } from "./run.fixture.ts";

const DEPTH = 24;
const COLUMNS = 10;
const COSINE_MIN = 0.999;

const between = fc.float({ min: -1, max: 1, noNaN: true });
const someFloats = (length: number) =>
  fc.array(between, { minLength: length, maxLength: length }).map((values) => Float32Array.from(values));
const cases = fc.record({
  rows: fc.integer({ min: 1, max: 4 }),
  weight: someFloats(DEPTH * COLUMNS),
  bias: someFloats(COLUMNS),
  input: someFloats(4 * DEPTH),
});

/** The output `y` of one run. */
async function runOnce(model: Model, feeds: Record<string, Tensor>): Promise<Tensor> {
  const session = await InferenceSession.create(writeModel(model), ONE_THREAD);
  const { y } = await session.run(feeds);
  await session.release();
  if (!(y instanceof Tensor)) throw new Error("y is not a tensor");
  return y;
}

/** The quantized model gives nearly the same, in the same shape and under the same name. */
async function expectAlike(
  model: Model,
  feeds: Record<string, Tensor>,
  options?: QuantizeOptions,
): Promise<void> {
  const { model: quantized, replaced } = quantizeDynamic(model, options);
  expect(replaced).toBeGreaterThan(0);
  const [before, after] = [await runOnce(model, feeds), await runOnce(quantized, feeds)];
  expect(after.dims).toEqual(before.dims);
  expect(after.type).toBe(before.type);
  const [left, right] = [
    Float32Array.from(before.data as Float32Array),
    Float32Array.from(after.data as Float32Array),
  ];
  const length = Math.hypot(...left);
  const distance = Math.hypot(...left.map((value, index) => value - (right[index] ?? Number.NaN)));
  expect(length < 0.5 ? distance < 0.1 : cosine(left, right) > COSINE_MIN).toBe(true);
}

function productModel(product: Node, weights: Weight[], rank: number, opset = 16n): Model {
  const dims = ["a", "b", "c"].slice(0, rank - 1);
  return buildModel(
    {
      nodes: [product],
      inputs: [valueInfo("x", [...dims, DEPTH])],
      outputs: [valueInfo("y", [...dims, COLUMNS])],
      initializers: weights,
    },
    { opsetImport: [operatorSet("", opset)] },
  );
}

test.each([
  [1, 16n],
  [2, 11n],
  [2, 16n],
  [3, 22n],
])("MatMul over inputs of rank %i in operator set %i", async (rank, opset) => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ rows, weight, input }) => {
      const leading = [...Array(Math.max(0, rank - 2)).fill(1), ...(rank > 1 ? [rows] : [])];
      const count = rank > 1 ? rows : 1;
      const x = new Tensor("float32", input.slice(0, count * DEPTH), [...leading, DEPTH]);
      const w = floatTensor("w", [DEPTH, COLUMNS], weight);
      await expectAlike(productModel(node("MatMul", ["x", "w"], ["y"]), [w], rank, opset), { x });
    }),
    { numRuns: 15 },
  );
});

test.each([
  ["plain", {}, false],
  ["with a transposed weight", { transB: 1n }, true],
  ["scaled", { alpha: -0.5, beta: 2 }, false],
  ["without its bias", { beta: 0 }, false],
])("Gemm, %s", async (_, attributes, isTransposed) => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ rows, weight, bias, input }) => {
      const x = new Tensor("float32", input.slice(0, rows * DEPTH), [rows, DEPTH]);
      const dims = isTransposed ? [COLUMNS, DEPTH] : [DEPTH, COLUMNS];
      const weights = [floatTensor("w", dims, weight), floatTensor("bias", [COLUMNS], bias)];
      await expectAlike(productModel(node("Gemm", ["x", "w", "bias"], ["y"], attributes), weights, 2), { x });
    }),
    { numRuns: 15 },
  );
});

test("products that share an input and a weight", async () => {
  const w = floatTensor("w", [2, 2], [0.5, -1, 0.25, 2]);
  const model = buildModel({
    nodes: [
      node("MatMul", ["x", "w"], ["a"]),
      node("MatMul", ["x", "w"], ["b"]),
      node("MatMul", ["a", "w"], ["c"]),
      node("Sum", ["a", "b", "c"], ["y"]),
    ],
    inputs: [valueInfo("x", ["n", 2])],
    outputs: [valueInfo("y", ["n", 2])],
    initializers: [w],
  });
  await expectAlike(model, { x: new Tensor("float32", Float32Array.of(1, 2, -3, 4), [2, 2]) });
});

test("embeddings, rows of zeros included", async () => {
  const table = floatTensor("table", [3, 4], [1, -2, 0.5, 3, 0, 0, 0, 0, 0.1, 0.2, -0.3, 0.4]);
  const model = buildModel({
    nodes: [node("Gather", ["table", "ids"], ["y"])],
    inputs: [valueInfo("ids", ["a", "b"], DATA_TYPE.INT64)],
    outputs: [valueInfo("y", ["a", "b", 4])],
    initializers: [table],
  });
  const ids = new Tensor("int64", BigInt64Array.of(0n, 1n, 2n, 0n), [2, 2]);
  await expectAlike(model, { ids }, { embeddings: "quantize" });
});

test("a product near the deepest that is allowed does not overflow", async () => {
  const depth = 66_311;
  const model = buildModel({
    nodes: [node("MatMul", ["x", "w"], ["y"])],
    inputs: [valueInfo("x", [1, depth])],
    outputs: [valueInfo("y", [1, 1])],
    initializers: [floatTensor("w", [depth, 1], new Float32Array(depth).fill(1))],
  });
  const x = new Tensor("float32", new Float32Array(depth).fill(1), [1, depth]);
  await expectAlike(model, { x }, { weightBits: 8 });
});
