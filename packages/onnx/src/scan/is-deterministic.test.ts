import { expect, test } from "vitest";
import { buildGraph, localFunction, node, rawTensor, valueInfo } from "../build-model.ts";
import type { Model, Node, Tensor } from "../schema/messages.ts";
import { DATA_TYPE } from "../tensor.ts";
import { isDeterministic } from "./is-deterministic.ts";
import { modelOf } from "./scan.fixture.ts";

const mode = (on: 0 | 1): Tensor => rawTensor("mode", [], DATA_TYPE.BOOL, Uint8Array.of(on));
const dropout = (third: string[] = []): Node => node("Dropout", ["x", "ratio", ...third], ["y"]);
const inBranch = (inner: Node): Node => {
  const branch = buildGraph({ nodes: [inner], outputs: [valueInfo("y", [1])] });
  return node("If", ["condition"], ["y"], { then_branch: branch, else_branch: branch });
};
const called = node("Noisy", ["x"], ["y"]);
called.domain = "local";
const noisy = localFunction("local", "Noisy", {
  inputs: ["x"],
  outputs: ["y"],
  nodes: [node("RandomUniformLike", ["x"], ["y"])],
});

test.each<[string, boolean, Model]>([
  ["of sums", true, modelOf([node("Add", ["x", "x"], ["y"])])],
  ["that draws", false, modelOf([node("Multinomial", ["x"], ["y"])])],
  ["that draws with a seed", false, modelOf([node("RandomNormalLike", ["x"], ["y"], { seed: 1 })])],
  ["that draws in a branch", false, modelOf([inBranch(node("Bernoulli", ["x"], ["y"]))])],
  ["that draws in a function of its own", false, modelOf([called], [], [noisy])],
  ["with a Dropout that was for training", true, modelOf([dropout()])],
  ["with a Dropout whose mode is left out", true, modelOf([dropout([""])])],
  ["with a Dropout that is on", false, modelOf([dropout(["mode"])], [mode(1)])],
  ["with a Dropout that is off", true, modelOf([dropout(["mode"])], [mode(0)])],
  [
    "with a Dropout that a constant node turns off",
    true,
    modelOf([node("Constant", [], ["mode"], { value: mode(0) }), dropout(["mode"])]),
  ],
  [
    "with a Dropout that a constant node turns on",
    false,
    modelOf([node("Constant", [], ["mode"], { value: mode(1) }), dropout(["mode"])]),
  ],
  ["with a Dropout whose mode the caller chooses", false, modelOf([dropout(["x"])])],
  [
    "with a Dropout whose mode is computed",
    false,
    modelOf([node("Not", ["off"], ["mode"]), dropout(["mode"])]),
  ],
  [
    "with a Dropout that is off in one graph and on in another",
    false,
    modelOf([inBranch(node("Constant", [], ["mode"], { value: mode(1) })), dropout(["mode"])], [mode(0)]),
  ],
])("a model %s always answers alike: %s", (_, expected, model) => {
  expect(isDeterministic(model)).toBe(expected);
});
