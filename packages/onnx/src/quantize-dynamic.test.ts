import { expect, test } from "vitest";
import {
  buildGraph,
  buildModel,
  floatTensor,
  node,
  operatorSet,
  rawTensor,
  valueInfo,
} from "./build-model.ts";
import { quantizeDynamic } from "./quantize-dynamic.ts";
import { scanModel } from "./scan-model.ts";
import type { Model, Node, Tensor } from "./schema/messages.ts";
import { DATA_TYPE } from "./tensor.ts";
import { writeModel } from "./write-model.ts";

const X = valueInfo("x", ["batch", 2]);
const Y = valueInfo("y", ["batch", 2]);
const W = floatTensor("w", [2, 2], [1, 2, 3, 4]);

function modelOf(nodes: Node[], initializers: Tensor[] = [W]): Model {
  return buildModel({ nodes, inputs: [X], outputs: [Y], initializers });
}

function typesOf({ graph }: Model): string[] {
  return (graph?.node ?? []).map(({ opType }) => opType);
}

function weightsOf({ graph }: Model): Record<string, Tensor> {
  return Object.fromEntries((graph?.initializer ?? []).map((tensor) => [tensor.name, tensor]));
}

const ONE = modelOf([node("MatMul", ["x", "w"], ["y"])]);

test("a product with a constant becomes integers, under the same output name", () => {
  const { model, replaced, skipped } = quantizeDynamic(ONE);
  expect({ replaced, skipped }).toEqual({ replaced: 1, skipped: [] });
  expect(typesOf(model)).toEqual(["DynamicQuantizeLinear", "MatMulInteger", "Cast", "Mul", "Mul"]);
  expect(model.graph?.node.at(-1)?.output).toEqual(["y"]);
  expect(model.graph?.input).toEqual([X]);
  expect(model.graph?.output).toEqual([Y]);
  expect(weightsOf(model)).toMatchObject({
    w_quantized: { dims: [2n, 2n], dataType: DATA_TYPE.INT8 },
    w_scales: { dims: [2n], dataType: DATA_TYPE.FLOAT },
  });
  expect(weightsOf(model)).not.toHaveProperty("w");
});

test("the given model stays as it was", () => {
  const before = writeModel(ONE);
  quantizeDynamic(ONE);
  expect(writeModel(ONE)).toEqual(before);
});

test("what is read by several products is quantized once: the value and the weight", () => {
  const { model } = quantizeDynamic(
    modelOf([
      node("MatMul", ["x", "w"], ["a"]),
      node("MatMul", ["x", "w"], ["b"]),
      node("Add", ["a", "b"], ["y"]),
    ]),
  );
  expect(typesOf(model).filter((type) => type === "DynamicQuantizeLinear")).toHaveLength(1);
  expect(Object.keys(weightsOf(model))).toEqual(["w_quantized", "w_scales"]);
});

test("a weight that something else still reads stays in the file", () => {
  const { model } = quantizeDynamic(
    modelOf([node("MatMul", ["x", "w"], ["a"]), node("Add", ["a", "w"], ["y"])]),
  );
  expect(Object.keys(weightsOf(model))).toContain("w");
});

test("a weight that a branch still reads stays in the file", () => {
  const inside = buildGraph({
    nodes: [node("Identity", ["w"], ["out"])],
    outputs: [valueInfo("out", [2, 2])],
  });
  const condition = rawTensor("condition", [], DATA_TYPE.BOOL, Uint8Array.of(1));
  const { model } = quantizeDynamic(
    modelOf(
      [
        node("MatMul", ["x", "w"], ["a"]),
        node("If", ["condition"], ["b"], { then_branch: inside, else_branch: inside }),
        node("Add", ["a", "b"], ["y"]),
      ],
      [W, condition],
    ),
  );
  expect(Object.keys(weightsOf(model))).toContain("w");
});

test("a weight in a Constant node is quantized, and the node goes", () => {
  const { model, replaced } = quantizeDynamic(
    modelOf([node("Constant", [], ["w"], { value: W }), node("MatMul", ["x", "w"], ["y"])], []),
  );
  expect(replaced).toBe(1);
  expect(typesOf(model)).not.toContain("Constant");
});

test("Gemm: the transposed weight is turned, alpha goes into the scales, a scaled bias into a constant", () => {
  const { model } = quantizeDynamic(
    modelOf(
      [node("Gemm", ["x", "w", "bias"], ["y"], { transB: 1n, alpha: 0.5, beta: 2 })],
      [W, floatTensor("bias", [2], [10, 20])],
    ),
    { weightBits: 8 },
  );
  expect(typesOf(model).at(-1)).toBe("Add");
  const { w_quantized, w_scales, bias_scaled } = weightsOf(model);
  expect([...new Int8Array(w_quantized?.rawData.slice().buffer ?? [])]).toEqual([64, 95, 127, 127]);
  expect([...new Float32Array(w_scales?.rawData.slice().buffer ?? [])]).toEqual(
    [1 / 127, 2 / 127].map(Math.fround),
  );
  expect([...new Float32Array(bias_scaled?.rawData.slice().buffer ?? [])]).toEqual([20, 40]);
  expect(weightsOf(model)).not.toHaveProperty("bias");
});

test.each<[string, Node, Tensor[]]>([
  ["its weight is not constant", node("MatMul", ["x", "x"], ["y"]), []],
  [
    "its weight is not float32",
    node("MatMul", ["x", "h"], ["y"]),
    [rawTensor("h", [2, 2], DATA_TYPE.FLOAT16, new Uint16Array(4))],
  ],
  ["its weight is not a matrix", node("MatMul", ["x", "v"], ["y"]), [floatTensor("v", [2], [1, 2])]],
  ["its weight is empty or incomplete", node("MatMul", ["x", "v"], ["y"]), [floatTensor("v", [2, 2], [1])]],
  [
    "its weight holds values that are not finite",
    node("MatMul", ["x", "v"], ["y"]),
    [floatTensor("v", [1, 1], [Number.NaN])],
  ],
  [
    "its weight has so many rows that integers could overflow",
    node("MatMul", ["x", "v"], ["y"]),
    [floatTensor("v", [66_312, 1], new Float32Array(66_312))],
  ],
  ["its input is transposed", node("Gemm", ["x", "w"], ["y"], { transA: 1n }), [W]],
  ["its bias is scaled and not constant", node("Gemm", ["x", "w", "x"], ["y"], { beta: 2 }), [W]],
])("a product is left alone when %s", (reason, product, weights) => {
  const model = modelOf([product], weights);
  const quantized = quantizeDynamic(model);
  expect(quantized).toEqual({
    model,
    replaced: 0,
    skipped: [{ node: product.name, opType: product.opType, reason }],
  });
  expect(quantized.model).toBe(model);
});

test("a product inside a branch is left alone, and said to be", () => {
  const inside = buildGraph({
    nodes: [node("MatMul", ["x", "w"], ["out"])],
    outputs: [valueInfo("out", [1, 2])],
  });
  const top = node("If", ["condition"], ["y"], { then_branch: inside, else_branch: inside });
  const { replaced, skipped } = quantizeDynamic(
    modelOf([top], [W, rawTensor("condition", [], DATA_TYPE.BOOL, Uint8Array.of(1))]),
  );
  expect(replaced).toBe(0);
  expect(skipped[0]?.reason).toBe("it is inside a branch or a loop");
});

test.each([["MatMul:y"], ["y"]])("a node is excluded by its name or its output: %s", (name) => {
  expect(quantizeDynamic(ONE, { exclude: [name] }).skipped[0]?.reason).toBe("it is excluded");
});

test("before operator set 11 there is nothing to quantize with", () => {
  const old = buildModel(
    { nodes: [node("MatMul", ["x", "w"], ["y"])], inputs: [X], outputs: [Y], initializers: [W] },
    { opsetImport: [operatorSet("", 10n)] },
  );
  expect(quantizeDynamic(old).skipped[0]?.reason).toBe("the model's operator set is older than 11");
});

test("a weight that a caller may replace is not constant", () => {
  const inputs = [X, valueInfo("w", [2, 2])];
  const parts = { nodes: [node("MatMul", ["x", "w"], ["y"])], inputs, outputs: [Y], initializers: [W] };
  expect(quantizeDynamic(buildModel(parts)).skipped[0]?.reason).toBe("its weight is not constant");
});

test("in the old format, where weights had to be inputs too, they are constants", () => {
  const inputs = [X, valueInfo("w", [2, 2])];
  const parts = { nodes: [node("MatMul", ["x", "w"], ["y"])], inputs, outputs: [Y], initializers: [W] };
  const { model, replaced } = quantizeDynamic(buildModel(parts, { irVersion: 3n }));
  expect(replaced).toBe(1);
  expect(model.irVersion).toBe(4n);
  expect(model.graph?.input).toEqual([X]);
});

const TABLE = floatTensor("table", [2, 2], [1, -2, 0.25, 0.5]);
const PICK = modelOf([node("Gather", ["table", "x"], ["y"])], [TABLE]);

test("embeddings are kept unless asked for", () => {
  expect(quantizeDynamic(PICK)).toEqual({ model: PICK, replaced: 0, skipped: [] });
});

test("embeddings become integers with a scale per row", () => {
  const { model } = quantizeDynamic(PICK, { embeddings: "quantize" });
  expect(typesOf(model)).toEqual(["Gather", "Gather", "Cast", "Mul"]);
  const { table_rows_quantized, table_rows_scales } = weightsOf(model);
  expect([...new Int8Array(table_rows_quantized?.rawData.slice().buffer ?? [])]).toEqual([64, -127, 64, 127]);
  expect(table_rows_scales?.dims).toEqual([2n, 1n]);
});

test("new names avoid those that are taken", () => {
  const taken = node("MatMul", ["x", "w"], ["w_quantized"]);
  const { model } = quantizeDynamic(modelOf([taken, node("Relu", ["w_quantized"], ["y"])]));
  expect(scanModel(writeModel(model)).kind).toBe("accepted");
});
