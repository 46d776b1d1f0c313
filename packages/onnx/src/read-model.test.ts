import { readFileSync } from "node:fs";
import { Fault } from "@millrace/kernel";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyModel } from "./any-model.fixture.ts";
import { buildModel, floatTensor, int64Tensor, node, valueInfo } from "./build-model.ts";
import { readModel } from "./read-model.ts";
import { writeModel } from "./write-model.ts";

const MODELS = new URL("../../../models/", import.meta.url);

test("what is written is read back the same", () => {
  fc.assert(
    fc.property(anyModel, (model) => {
      expect(readModel(writeModel(model))).toEqual(model);
    }),
    { numRuns: 200 },
  );
});

test.each(["millrace-embed", "millrace-langid"])(
  "%s, made by PyTorch, is written back byte for byte",
  (name) => {
    const bytes = readFileSync(new URL(`${name}/onnx/model.onnx`, MODELS));
    expect(bytes.equals(writeModel(readModel(bytes)))).toBe(true);
  },
);

test("weights are views into the file, not copies", () => {
  const bytes = writeModel(
    buildModel({
      nodes: [node("Add", ["x", "weight"], ["y"])],
      inputs: [valueInfo("x", [2])],
      outputs: [valueInfo("y", [2])],
      initializers: [floatTensor("weight", [2], [1, 2])],
    }),
  );
  const [weight] = readModel(bytes).graph?.initializer ?? [];
  expect(weight?.rawData.buffer).toBe(bytes.buffer);
});

test("64-bit integers keep every bit", () => {
  const largest = 2n ** 63n - 1n;
  const model = buildModel({
    nodes: [node("Constant", [], ["y"], { value_int: largest })],
    outputs: [valueInfo("y", [])],
    initializers: [int64Tensor("least", [1], [-(2n ** 63n)])],
  });
  const graph = readModel(writeModel(model)).graph;
  expect(graph?.node[0]?.attribute[0]?.i).toBe(largest);
  expect(graph?.initializer[0]?.rawData).toEqual(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80));
});

test.each([
  ["empty", "", "onnx.empty", "empty"],
  ["one byte", "\x08", "onnx.malformed", "damaged"],
  ["a PNG", "\x89PNG\r\n\x1a\n", "onnx.not_a_model", "a PNG image"],
  ["a ZIP", "PK\x03\x04\x14\x00", "onnx.not_a_model", "ZIP archive"],
  ["a web page", "<!DOCTYPE html><html>", "onnx.not_a_model", "a web page"],
  ["JSON", '{"error":"not found"}', "onnx.not_a_model", "a JSON text"],
  ["safetensors", `\x40\0\0\0\0\0\0\0{"weight":{}}`, "onnx.not_a_model", "a safetensors file"],
  ["a pickle", "\x80\x04\x95\x10", "onnx.not_a_model", "a Python pickle"],
  ["TFLite", "\x1c\0\0\0TFL3", "onnx.not_a_model", "a TensorFlow Lite model"],
  ["GGUF", "GGUF\x03\0\0\0", "onnx.not_a_model", "a GGUF file"],
  [".ort", "\x18\0\0\0ORTM", "onnx.not_a_model", "an ONNX Runtime (.ort) model"],
  ["an LFS pointer", "version https://git-lfs.github.com/spec/v1\n", "onnx.not_a_model", "a Git LFS pointer"],
])("%s is refused by name", (_, text, code, words) => {
  const thrown = thrownBy(() => readModel(Buffer.from(text, "latin1")));
  expect(thrown).toBeInstanceOf(Fault);
  expect(thrown).toMatchObject({ kind: "invalid", code, message: expect.stringContaining(words) });
});

function thrownBy(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
