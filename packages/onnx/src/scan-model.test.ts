import { expect, test } from "vitest";
import { buildGraph, buildModel, node, operatorSet } from "./build-model.ts";
import { codeOf, modelOf, X, Y } from "./scan/scan.fixture.ts";
import { scanModel } from "./scan-model.ts";
import type { Model, Node } from "./schema/messages.ts";
import { DATA_TYPE } from "./tensor.ts";
import { writeModel } from "./write-model.ts";

const PLAIN = modelOf([node("Relu", ["x"], ["y"])]);

test("a plain model is accepted and described", () => {
  const scan = scanModel(writeModel(PLAIN));
  expect(scan).toMatchObject({
    kind: "accepted",
    report: {
      irVersion: 8,
      opset: 16,
      nodes: 1,
      steps: 1,
      madeElements: 0,
      parameters: 0,
      inputs: [{ name: "x", dataType: DATA_TYPE.FLOAT, dims: [1] }],
      outputs: [{ name: "y", dataType: DATA_TYPE.FLOAT, dims: [1] }],
      isDeterministic: true,
      externalFiles: [],
    },
  });
});

test("a model that draws random numbers is said to", () => {
  const scan = scanModel(writeModel(modelOf([node("RandomNormalLike", ["x"], ["y"])])));
  expect(scan).toMatchObject({ kind: "accepted", report: { isDeterministic: false } });
});

test("no refusal shows a path, and strange names are shown harmlessly", () => {
  const scan = scanModel(writeModel(modelOf([node("Relu", [`<img src=x>\n${"a".repeat(200)}`], ["y"])])));
  expect(scan).toMatchObject({ kind: "refused", refusal: { code: "onnx.missing_value" } });
  expect(scan.kind === "refused" && scan.refusal.message).toMatch(/^[\w ./:?-]*…\.$/);
});

const opsets = (...versions: [string, bigint][]) =>
  buildModel(
    { nodes: [node("Relu", ["x"], ["y"])], inputs: [X], outputs: [Y] },
    { opsetImport: versions.map(([domain, version]) => operatorSet(domain, version)) },
  );

test.each<[string, Model, string]>([
  ["format 0", buildModel({ nodes: [], outputs: [X] }, { irVersion: 0n }), "onnx.ir_version"],
  ["format 2^31", buildModel({ nodes: [], outputs: [X] }, { irVersion: 2n ** 31n }), "onnx.ir_version"],
  ["operator set 1", opsets(["", 1n]), "onnx.opset"],
  ["operator set 999", opsets(["", 999n]), "onnx.opset"],
  ["no operator set", opsets(), "onnx.opset_missing"],
  ["two of one domain", opsets(["", 16n], ["ai.onnx", 17n]), "onnx.opset_repeated"],
  ["a domain that is not ours", opsets(["", 16n], ["evil.example", 1n]), "onnx.foreign_domain"],
  ["no graph", buildModel({ nodes: [], outputs: [] }), "onnx.no_graph"],
])("versions: %s", (_, model, code) => {
  expect(codeOf(model)).toBe(code);
});

const CUSTOM = node("Launch", ["x"], ["y"]);
CUSTOM.domain = "evil.example";
const RELU_AS_BOTH = node("Relu", ["x"], ["y"], { axis: 1n });
for (const attribute of RELU_AS_BOTH.attribute) attribute.f = 1;
const READS_FILES = node("EPContext", ["x"], ["y"]);
READS_FILES.domain = "com.microsoft";

test.each<[string, Node, string]>([
  ["an operator of its maker's", CUSTOM, "onnx.foreign_operator"],
  ["one that opens files", READS_FILES, "onnx.foreign_operator"],
  ["an attribute of two types", RELU_AS_BOTH, "onnx.attribute"],
  [
    "a graph in one that runs none",
    node("Relu", ["x"], ["y"], { body: buildGraph({ nodes: [], outputs: [] }) }),
    "onnx.foreign_graph",
  ],
])("operators: %s is refused", (_, given, code) => {
  expect(codeOf(modelOf([given]))).toBe(code);
});
