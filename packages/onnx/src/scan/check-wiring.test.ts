import { expect, test } from "vitest";
import { floatTensor, node } from "../build-model.ts";
import type { Model } from "../schema/messages.ts";
import { codeOf, modelOf } from "./scan.fixture.ts";

test.each<[string, Model, string]>([
  [
    "a circle",
    modelOf([node("Add", ["x", "b"], ["a"]), node("Relu", ["a"], ["b"]), node("Relu", ["b"], ["y"])]),
    "onnx.cycle",
  ],
  ["a missing input", modelOf([node("Relu", ["nowhere"], ["y"])]), "onnx.missing_value"],
  ["an output nobody makes", modelOf([node("Relu", ["x"], ["z"])]), "onnx.missing_value"],
  [
    "a value made twice",
    modelOf([node("Relu", ["x"], ["y"]), node("Abs", ["x"], ["y"])]),
    "onnx.duplicate_name",
  ],
  [
    "a value like an input",
    modelOf([node("Relu", ["x"], ["x"]), node("Abs", ["x"], ["y"])]),
    "onnx.duplicate_name",
  ],
  [
    "two weights of a name",
    modelOf([node("Relu", ["x"], ["y"])], [floatTensor("w", [1], [1]), floatTensor("w", [1], [2])]),
    "onnx.duplicate_name",
  ],
  [
    "a name from JavaScript",
    modelOf([node("Relu", ["x"], ["__proto__"]), node("Abs", ["__proto__"], ["y"])]),
    "accepted",
  ],
  ["nodes out of order", modelOf([node("Abs", ["z"], ["y"]), node("Relu", ["x"], ["z"])]), "accepted"],
])("wiring: %s", (_, model, code) => {
  expect(codeOf(model)).toBe(code);
});

test("a chain of 20,000 nodes is accepted, one of 200,000 refused", () => {
  expect(codeOf(chain(20_000))).toBe("accepted");
  expect(codeOf(chain(200_000))).toMatch(/^onnx\.too_many/);
});

function chain(length: number): Model {
  const name = (index: number) => (index === 0 ? "x" : index === length ? "y" : `v${index}`);
  return modelOf(Array.from({ length }, (_, index) => node("Relu", [name(index)], [name(index + 1)])));
}

test("a million weights are refused", () => {
  const weights = Array.from({ length: 300 }, (_, index) => floatTensor(`w${index}`, [1], [0]));
  const model = modelOf([node("Relu", ["x"], ["y"])], weights);
  expect(codeOf(model, { limits: { initializersMax: 300 } })).toBe("accepted");
  expect(codeOf(model, { limits: { initializersMax: 299 } })).toBe("onnx.too_many_initializers");
});
