import { expect, test } from "vitest";
import { buildGraph, int64Tensor, localFunction, node, rawTensor, valueInfo } from "../build-model.ts";
import { scanModel } from "../scan-model.ts";
import type { Graph, Model, Node, Tensor } from "../schema/messages.ts";
import { DATA_TYPE } from "../tensor.ts";
import { writeModel } from "../write-model.ts";
import { codeOf, modelOf } from "./scan.fixture.ts";

/** `levels` functions, each calling the one below it `fan` times. */
function laughs(levels: number, fan: number): Model {
  const functions = Array.from({ length: levels }, (_, level) => {
    const nodes = Array.from({ length: fan }, (_, call) => {
      const output = call === fan - 1 ? "out" : `t${call}`;
      const inner = node(level === 0 ? "Neg" : `Level${level - 1}`, ["in"], [output]);
      if (level > 0) inner.domain = "local";
      return inner;
    });
    return localFunction("local", `Level${level}`, { inputs: ["in"], outputs: ["out"], nodes });
  });
  const top = node(`Level${levels - 1}`, ["x"], ["y"]);
  top.domain = "local";
  return modelOf([top], [], functions);
}

test("functions that call functions are counted as if written out, without writing them out", () => {
  const scan = scanModel(writeModel(laughs(3, 10)));
  expect(scan).toMatchObject({ kind: "accepted", report: { nodes: 1_000 } });
  expect(codeOf(laughs(20, 10))).toBe("onnx.too_many_nodes");
  expect(codeOf(laughs(40, 1))).toBe("onnx.too_deep");
});

test("a function that calls itself is refused", () => {
  const model = laughs(2, 1);
  const [first] = model.functions;
  for (const inner of first?.node ?? []) Object.assign(inner, { opType: "Level1", domain: "local" });
  expect(codeOf(model)).toBe("onnx.recursive_function");
});

const CONDITION = rawTensor("condition", [], DATA_TYPE.BOOL, Uint8Array.of(1));

function loopBody(nodes: Node[] = [node("Identity", ["condition_in"], ["condition_out"])]): Graph {
  return buildGraph({
    nodes,
    inputs: [valueInfo("trip", [], DATA_TYPE.INT64), valueInfo("condition_in", [], DATA_TYPE.BOOL)],
    outputs: [valueInfo("condition_out", [], DATA_TYPE.BOOL)],
  });
}

function looping(trips: string, weights: Tensor[]): Model {
  const loop = node("Loop", [trips, "condition"], [], { body: loopBody() });
  return modelOf([loop, node("Relu", ["x"], ["y"])], [CONDITION, ...weights]);
}

test.each<[string, Model, string]>([
  ["100 trips", looping("n", [int64Tensor("n", [], [100n])]), "accepted"],
  ["no end", looping("", []), "onnx.unbounded_loop"],
  ["2^62 trips", looping("n", [int64Tensor("n", [], [2n ** 62n])]), "onnx.unbounded_loop"],
  ["as many trips as the caller says", looping("x", []), "onnx.unbounded_loop"],
])("a loop of %s", (_, model, code) => {
  expect(codeOf(model)).toBe(code);
});

test("trips that a caller may replace are not bounded by their default", () => {
  const model = looping("n", [int64Tensor("n", [], [100n])]);
  model.graph?.input.push(valueInfo("n", [], DATA_TYPE.INT64));
  expect(codeOf(model)).toBe("onnx.unbounded_loop");
});

test("loops in loops multiply their trips", () => {
  const inner = node("Loop", ["n", "condition_in"], [], { body: loopBody() });
  const nodes = [inner, node("Identity", ["condition_in"], ["condition_out"])];
  const loop = node("Loop", ["n", "condition"], [], { body: loopBody(nodes) });
  const model = modelOf([loop, node("Relu", ["x"], ["y"])], [CONDITION, int64Tensor("n", [], [10_000n])]);
  inner.name = "inner";
  expect(codeOf(model)).toBe("onnx.too_many_steps");
  expect(codeOf(model, { limits: { stepsMax: 1e9 } })).toBe("accepted");
});

function branch(depth: number): Graph {
  const inner =
    depth === 1
      ? node("Identity", ["x"], ["out"])
      : node("If", ["condition"], ["out"], { then_branch: branch(depth - 1), else_branch: branch(1) });
  return buildGraph({ nodes: [inner], outputs: [valueInfo("out", [1])] });
}

test.each([
  [3, "accepted"],
  [12, "onnx.too_deep"],
  [30, "onnx.too_deep"],
])("branches %i deep", (depth, code) => {
  const top = node("If", ["condition"], ["y"], { then_branch: branch(depth), else_branch: branch(1) });
  expect(codeOf(modelOf([top], [CONDITION]))).toBe(code);
});

test("a branch reads values around it, and may not read what is nowhere", () => {
  const lost = buildGraph({
    nodes: [node("Identity", ["nowhere"], ["out"])],
    outputs: [valueInfo("out", [1])],
  });
  const top = node("If", ["condition"], ["y"], { then_branch: lost, else_branch: branch(1) });
  expect(codeOf(modelOf([top], [CONDITION]))).toBe("onnx.missing_value");
});
