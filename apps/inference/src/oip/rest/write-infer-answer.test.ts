import type { NamedTensor } from "@millrace/serving";
import { expect, test } from "vitest";
import { writeInferAnswer } from "./write-infer-answer.ts";

const served = { modelName: "add", modelVersion: "7" };
const a: NamedTensor = { name: "a", datatype: "INT8", shape: [1, 2], data: Uint8Array.of(1, 255) };
const b: NamedTensor = { name: 'b"', datatype: "BOOL", shape: [], data: Uint8Array.of(1) };

test("an answer is JSON where no output is binary", () => {
  const written = writeInferAnswer({ id: "x\n", isBinary: () => false }, served, [a, b]);
  expect(written).toMatchObject({ contentType: "application/json; charset=utf-8", jsonBytes: null });
  expect(JSON.parse(String(written.body))).toEqual({
    model_name: "add",
    model_version: "7",
    id: "x\n",
    outputs: [
      { name: "a", datatype: "INT8", shape: [1, 2], data: [1, -1] },
      { name: 'b"', datatype: "BOOL", shape: [], data: [true] },
    ],
  });
});

test("binary outputs stand behind the JSON, in order", () => {
  const { body, jsonBytes, contentType } = writeInferAnswer(
    { id: "", isBinary: (index) => index === 0 },
    served,
    [a, b],
  );
  expect(contentType).toBe("application/octet-stream");
  const bytes = Buffer.from(body);
  expect(bytes.subarray(jsonBytes ?? 0)).toEqual(Buffer.from([1, 255]));
  const json = JSON.parse(bytes.subarray(0, jsonBytes ?? 0).toString());
  expect(json).not.toHaveProperty("id");
  expect(json.outputs).toEqual([
    { name: "a", datatype: "INT8", shape: [1, 2], parameters: { binary_data_size: 2 } },
    { name: 'b"', datatype: "BOOL", shape: [], data: [true] },
  ]);
});

test("outputs that are too large for JSON together are refused as one that is would be, and binary ones do not count", () => {
  const large = (name: string): NamedTensor => {
    const data = new Uint8Array(2 ** 19 + 1);
    return { name, datatype: "INT8", shape: [data.byteLength], data };
  };
  const outputs = [large("one"), large("other")];
  const write = (isBinary: (index: number) => boolean) =>
    writeInferAnswer({ id: "", isBinary }, served, outputs);
  expect(() => write(() => false)).toThrow(/`other` is too large for JSON/);
  expect(write((index) => index === 1).jsonBytes).toBeGreaterThan(2 ** 19);
});
