import { Fault } from "@millrace/kernel";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeTexts } from "./bytes-elements.ts";
import { checkTensors, countElements } from "./check-tensors.ts";
import { elementBytesOf } from "./datatypes.ts";
import { DATATYPES, type NamedTensor } from "./named-tensor.ts";
import type { Port, Ports } from "./port.ts";
import { sampleTensors } from "./sample-tensors.ts";

const PORTS: Ports = {
  inputs: [
    { name: "x", datatype: "FP32", dims: ["batch", 2] },
    { name: "flag", datatype: "BOOL", dims: [] },
    { name: "text", datatype: "BYTES", dims: [null] },
  ],
  outputs: [
    { name: "y", datatype: "FP32", dims: null },
    { name: "z", datatype: "FP32", dims: null },
  ],
};

const x: NamedTensor = { name: "x", datatype: "FP32", shape: [3, 2], data: new Uint8Array(24) };
const flag: NamedTensor = { name: "flag", datatype: "BOOL", shape: [], data: Uint8Array.of(1) };
const text: NamedTensor = { name: "text", datatype: "BYTES", shape: [2], data: encodeTexts(["a", "é"]) };

const check = (inputs: readonly NamedTensor[], outputs: readonly string[] | null = null) =>
  checkTensors({ inputs, outputs }, PORTS);

test("inputs come out in the model's order, and outputs in the caller's", () => {
  expect(check([text, flag, x])).toEqual({ inputs: [x, flag, text], outputs: [0, 1] });
  expect(check([x, flag, text], ["z", "y"]).outputs).toEqual([1, 0]);
  expect(check([x, flag, text], []).outputs).toEqual([0, 1]);
});

const WRONG: [string, readonly NamedTensor[], string, string][] = [
  ["missing", [x, flag], "serving.input_missing", "inputs"],
  ["unknown", [x, flag, text, { ...x, name: "w" }], "serving.input_unknown", "inputs[3]"],
  ["named twice", [x, flag, x, text], "serving.input_repeated", "inputs[2]"],
  [
    "of another datatype",
    [{ ...x, datatype: "FP64" }, flag, text],
    "serving.input_datatype_wrong",
    "inputs[0]",
  ],
  ["of another rank", [{ ...x, shape: [6] }, flag, text], "serving.input_shape_wrong", "inputs[0]"],
  ["of another fixed size", [{ ...x, shape: [2, 3] }, flag, text], "serving.input_shape_wrong", "inputs[0]"],
  [
    "negative in a dimension",
    [{ ...x, shape: [-3, 2] }, flag, text],
    "serving.input_shape_wrong",
    "inputs[0]",
  ],
  [
    "fractional in a dimension",
    [{ ...x, shape: [1.5, 2] }, flag, text],
    "serving.input_shape_wrong",
    "inputs[0]",
  ],
  [
    "beyond any memory",
    [{ ...x, shape: [2 ** 31 - 1, 2] }, flag, text],
    "serving.input_size_wrong",
    "inputs[0]",
  ],
  ["too short", [{ ...x, data: new Uint8Array(23) }, flag, text], "serving.input_size_wrong", "inputs[0]"],
  [
    "neither true nor false",
    [x, { ...flag, data: Uint8Array.of(2) }, text],
    "serving.input_bool_invalid",
    "inputs[1]",
  ],
  [
    "of fewer texts than it says",
    [x, flag, { ...text, shape: [3] }],
    "serving.input_size_wrong",
    "inputs[2]",
  ],
  ["of more texts than it says", [x, flag, { ...text, shape: [1] }], "serving.input_size_wrong", "inputs[2]"],
  ["no UTF-8", [x, flag, withBytes([1, 0, 0, 0, 0xff])], "serving.input_text_invalid", "inputs[2]"],
  ["cut by a zero", [x, flag, withBytes([2, 0, 0, 0, 97, 0])], "serving.input_text_invalid", "inputs[2]"],
];

test.each(WRONG)("a tensor that is %s is refused by its place", (_, inputs, code, param) => {
  expect(() => check(inputs)).toThrow(expect.objectContaining({ kind: "invalid", code, param }));
});

test("an output that is unknown or named twice is refused by its place", () => {
  const refusal = (outputs: string[]) => expect(() => check([x, flag, text], outputs));
  refusal(["y", "w"]).toThrow(
    expect.objectContaining({
      code: "serving.output_unknown",
      param: "outputs[1]",
      message: "The model has no output `w`; it gives `y`, `z`.",
    }),
  );
  refusal(["y", "y"]).toThrow(
    expect.objectContaining({ code: "serving.output_repeated", param: "outputs[1]" }),
  );
});

test("a name that would break a sentence or a log is shown harmless", () => {
  const named = { ...x, name: `\n\`${"a".repeat(100)}` };
  expect(() => check([named])).toThrow(/has no input `\?\?a{62}…`; it takes/);
});

test("the elements of a shape are counted exactly or found to be too many, whatever stands in it", () => {
  const dim = fc.oneof(fc.nat(4), fc.nat(2 ** 31 - 1));
  fc.assert(
    fc.property(fc.array(dim, { maxLength: 64 }), (shape) => {
      const exact = shape.reduce((product, size) => product * BigInt(size), 1n);
      expect(countElements(shape)).toBe(exact > 2n ** 40n ? Number.POSITIVE_INFINITY : Number(exact));
    }),
  );
});

const port: fc.Arbitrary<Port> = fc.record({
  name: fc.constant("p"),
  datatype: fc.constantFrom(...DATATYPES),
  dims: fc.option(
    fc.array(fc.oneof(fc.integer({ min: 1, max: 3 }), fc.constantFrom("n", null)), { maxLength: 3 }),
  ),
});

test("what a model declares passes, and with a byte more or less it does not", () => {
  fc.assert(
    fc.property(port, fc.integer({ min: 1, max: 4 }), fc.boolean(), (declared, rows, isMore) => {
      const ports = { inputs: [declared], outputs: [] };
      const [sample] = sampleTensors(ports.inputs, { rows, style: "varied" });
      if (sample === undefined) throw new Error("a port has a sample");
      expect(checkTensors({ inputs: [sample], outputs: null }, ports).inputs).toEqual([sample]);
      const data = isMore ? Uint8Array.of(...sample.data, 0) : sample.data.slice(1);
      expect(() => checkTensors({ inputs: [{ ...sample, data }], outputs: null }, ports)).toThrow(Fault);
    }),
  );
});

test("whatever comes is taken with the right number of bytes or refused with a fault", () => {
  const tensor: fc.Arbitrary<NamedTensor> = fc.record({
    name: fc.oneof(fc.constantFrom("x", "flag", "text"), fc.string()),
    datatype: fc.constantFrom(...DATATYPES),
    shape: fc.array(fc.oneof(fc.integer({ min: -1, max: 4 }), fc.double()), { maxLength: 3 }),
    data: fc.uint8Array({ maxLength: 40 }),
  });
  fc.assert(
    fc.property(fc.array(tensor, { maxLength: 4 }), fc.option(fc.array(fc.string())), (inputs, outputs) => {
      try {
        for (const { datatype, shape, data } of check(inputs, outputs).inputs) {
          const bytes = elementBytesOf(datatype);
          if (bytes !== null) expect(data.byteLength).toBe(countElements(shape) * bytes);
        }
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(Fault);
        expect(thrown).toMatchObject({
          kind: "invalid",
          code: expect.stringMatching(/^serving\.(input|output)_/),
        });
      }
    }),
  );
});

function withBytes(bytes: readonly number[]): NamedTensor {
  return { ...text, shape: [1], data: Uint8Array.from(bytes) };
}
