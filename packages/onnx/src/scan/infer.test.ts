import { expect, test } from "vitest";
import { floatTensor, int64Tensor, node } from "../build-model.ts";
import type { ScanLimits } from "../limits.ts";
import type { Model } from "../schema/messages.ts";
import { codeOf, modelOf } from "./scan.fixture.ts";

const shape = (...dims: bigint[]) => int64Tensor("shape", [dims.length], dims);
const ending = node("Relu", ["x"], ["y"]);
const constant = (name: string, value: bigint) => int64Tensor(name, [], [value]);
const MANY = 10n ** 10n;

test.each<[string, Model]>([
  [
    "ConstantOfShape and an addition",
    modelOf(
      [node("ConstantOfShape", ["shape"], ["c"]), node("Add", ["x", "c"], ["y"])],
      [shape(32_768n, 32_768n)],
    ),
  ],
  ["Expand", modelOf([node("Expand", ["x", "shape"], ["y"])], [shape(MANY)])],
  ["Tile", modelOf([node("Tile", ["x", "shape"], ["y"])], [shape(MANY)])],
  [
    "Range",
    modelOf(
      [node("Range", ["a", "b", "c"], ["r"]), ending],
      [constant("a", 0n), constant("b", 10n ** 12n), constant("c", 1n)],
    ),
  ],
  [
    "Range without steps",
    modelOf([node("Range", ["a", "b", "a"], ["r"]), ending], [constant("a", 0n), constant("b", 1n)]),
  ],
  [
    "OneHot",
    modelOf(
      [node("OneHot", ["x", "d", "v"], ["y"])],
      [constant("d", 10n ** 9n), floatTensor("v", [2], [0, 1])],
    ),
  ],
  ["Pad", modelOf([node("Pad", ["x", "shape"], ["y"])], [shape(0n, MANY)])],
  ["Resize", modelOf([node("Resize", ["x", "", "s"], ["y"])], [floatTensor("s", [2], [1e6, 1e6])])],
  [
    "a convolution's padding",
    modelOf([node("Conv", ["x", "w"], ["y"], { pads: [MANY, 0n] })], [floatTensor("w", [1, 1, 1], [1])]),
  ],
  ["RandomNormal", modelOf([node("RandomNormal", [], ["r"], { shape: [MANY] }), ending])],
  [
    "a shape that is computed first",
    modelOf(
      [node("Mul", ["shape", "shape"], ["s"]), node("ConstantOfShape", ["s"], ["c"]), ending],
      [shape(100_000n, 100n)],
    ),
  ],
  [
    "an outer sum",
    modelOf(
      [node("Add", ["a", "b"], ["c"]), ending],
      [
        floatTensor("a", [9_000, 1], new Float32Array(9_000)),
        floatTensor("b", [1, 9_000], new Float32Array(9_000)),
      ],
    ),
  ],
  [
    "an outer product",
    modelOf(
      [node("MatMul", ["a", "b"], ["c"]), ending],
      [
        floatTensor("a", [9_000, 1], new Float32Array(9_000)),
        floatTensor("b", [1, 9_000], new Float32Array(9_000)),
      ],
    ),
  ],
  [
    "doubling",
    modelOf(
      [
        ...Array.from({ length: 30 }, (_, turn) =>
          node("Concat", [`d${turn}`, `d${turn}`], [`d${turn + 1}`], { axis: 0n }),
        ),
        ending,
      ],
      [floatTensor("d0", [1], [1])],
    ),
  ],
  [
    "many that are large together",
    modelOf(
      [...Array.from({ length: 40 }, (_, turn) => node("ConstantOfShape", ["shape"], [`c${turn}`])), ending],
      [shape(2_000_000n)],
    ),
  ],
])("a tensor blown up by %s is refused", (_, model) => {
  expect(codeOf(model)).toBe("onnx.grows");
});

test.each<[string, Model]>([
  [
    "a small mask",
    modelOf([node("ConstantOfShape", ["shape"], ["c"]), node("Add", ["x", "c"], ["y"])], [shape(512n, 512n)]),
  ],
  [
    "a shape from the input",
    modelOf([
      node("Shape", ["x"], ["s"]),
      node("ConstantOfShape", ["s"], ["c"]),
      node("Add", ["x", "c"], ["y"]),
    ]),
  ],
  [
    "arithmetic on large weights",
    modelOf(
      [node("Add", ["w", "w"], ["v"]), node("Add", ["x", "v"], ["y"])],
      [floatTensor("w", [100_000], new Float32Array(100_000))],
    ),
  ],
])("%s is accepted", (_, model) => {
  expect(codeOf(model, { limits: { madeElementsMax: 300_000 } satisfies Partial<ScanLimits> })).toBe(
    "accepted",
  );
});
