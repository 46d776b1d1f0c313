import { Fault } from "@millrace/kernel";
import { expect, test } from "vitest";
import { attachWeights, detachWeights } from "./attach-weights.ts";
import { buildModel, floatTensor, node, valueInfo } from "./build-model.ts";
import { scanModel } from "./scan-model.ts";
import { writeModel } from "./write-model.ts";

const VALUES = Float32Array.from({ length: 2_000 }, (_, index) => index / 7);
const MODEL = buildModel({
  nodes: [node("Sum", ["x", "large", "other", "small"], ["y"])],
  inputs: [valueInfo("x", [2_000])],
  outputs: [valueInfo("y", [2_000])],
  initializers: [
    floatTensor("large", [2_000], VALUES),
    floatTensor("other", [2_000], VALUES.toReversed()),
    floatTensor("small", [1], [3]),
  ],
});

test("weights move into a file of their own and back, and stay the same", () => {
  const { model, data } = detachWeights(MODEL, "weights.bin");
  expect(writeModel(model).length).toBeLessThan(1_000);
  expect(attachWeights(model, new Map([["weights.bin", data]]))).toEqual(MODEL);
});

test("each large weight starts on a page; small ones stay inside", () => {
  const { model, data } = detachWeights(MODEL, "weights.bin");
  const offsets = model.graph?.initializer.map(
    ({ externalData }) => externalData.find(({ key }) => key === "offset")?.value,
  );
  expect(offsets).toEqual(["0", "8192", undefined]);
  expect(data.length).toBe(8_192 + 8_000);
});

test("a detached model passes the scan, which asks for the file", () => {
  const { model, data } = detachWeights(MODEL, "weights.bin");
  expect(scanModel(writeModel(model), { fileSizes: new Map([["weights.bin", data.length]]) })).toMatchObject({
    kind: "accepted",
    report: { externalFiles: [{ location: "weights.bin", bytesMin: data.length }] },
  });
});

test("attached weights are views into the file", () => {
  const { model, data } = detachWeights(MODEL, "weights.bin");
  const attached = attachWeights(model, new Map([["weights.bin", data]]));
  expect(attached.graph?.initializer[0]?.rawData.buffer).toBe(data.buffer);
});

test.each([
  ["missing", new Map<string, Uint8Array>()],
  ["short", new Map([["weights.bin", new Uint8Array(100)]])],
])("a %s file is a Fault", (_, files) => {
  const { model } = detachWeights(MODEL, "weights.bin");
  const attach = () => attachWeights(model, files);
  expect(attach).toThrow(Fault);
  expect(attach).toThrow(/missing or too short/);
});
