import { create, toBinary } from "@bufbuild/protobuf";
import { Fault } from "@millrace/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readInferMessage } from "./read-infer-message.ts";
import { ModelInferRequestSchema } from "./schema.ts";

const MS_MAX = 1_000;

const contents = fc.record(
  {
    boolContents: fc.array(fc.boolean()),
    intContents: fc.array(fc.integer()),
    int64Contents: fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    uintContents: fc.array(fc.nat()),
    fp32Contents: fc.array(fc.float()),
    fp64Contents: fc.array(fc.double()),
    bytesContents: fc.array(fc.uint8Array()),
  },
  { requiredKeys: [] },
);
const input = fc.record(
  {
    name: fc.constantFrom("x", "y", ""),
    datatype: fc.constantFrom("BOOL", "INT8", "UINT32", "INT64", "FP16", "FP32", "FP64", "BYTES", "BF16", ""),
    shape: fc.array(fc.constantFrom(0n, 1n, 2n, -1n, 2n ** 40n, 2n ** 62n), { maxLength: 4 }),
    contents,
  },
  { requiredKeys: ["name", "datatype"] },
);
/** Near enough to good messages to get past the first check. */
const nearly = fc
  .record({
    inputs: fc.array(input, { maxLength: 3 }),
    rawInputContents: fc.oneof(fc.constant([]), fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 3 })),
    outputs: fc.array(fc.record({ name: fc.constantFrom("y", "") }), { maxLength: 2 }),
  })
  .map((message) => toBinary(ModelInferRequestSchema, create(ModelInferRequestSchema, message as object)));
/** Good messages with a byte changed, a part missing, or a part twice. */
const broken = fc.tuple(nearly, fc.nat(), fc.nat(), fc.nat(255)).map(([bytes, at, to, byte]) => {
  const start = at % (bytes.length + 1);
  const end = to % (bytes.length + 1);
  const copy = Buffer.concat([bytes.subarray(0, start), Buffer.of(byte), bytes.subarray(end)]);
  return new Uint8Array(copy);
});

describe("whatever is sent", () => {
  test.each([
    ["any bytes", fc.uint8Array({ maxLength: 200 })],
    ["nearly good messages", nearly],
    ["broken messages", broken],
  ])("%s are read or clearly refused, soon", (_name, messages) => {
    fc.assert(
      fc.property(messages, (bytes) => {
        const startedMs = performance.now();
        try {
          const call = readInferMessage(bytes);
          for (const { shape, data } of call.inputs) {
            expect(shape.every((size) => Number.isSafeInteger(size) && size >= 0)).toBe(true);
            expect(data).toBeInstanceOf(Uint8Array);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
          expect(error).toMatchObject({ kind: "invalid", message: expect.stringMatching(/^.{10,}$/s) });
        }
        expect(performance.now() - startedMs).toBeLessThan(MS_MAX);
      }),
      { numRuns: 2_000 },
    );
  });
});

test("raw contents are views into the message", () => {
  const message = {
    inputs: [{ name: "x", datatype: "FP16", shape: [1n] }],
    rawInputContents: [Uint8Array.of(1, 2)],
  };
  const bytes = toBinary(ModelInferRequestSchema, create(ModelInferRequestSchema, message as object));
  const [x] = readInferMessage(bytes).inputs;
  expect(x).toEqual({ name: "x", datatype: "FP16", shape: [1], data: Uint8Array.of(1, 2) });
  expect(x?.data.buffer).toBe(bytes.buffer);
});

describe("what would be costly to read is refused unread", () => {
  const read = (message: object) =>
    readInferMessage(toBinary(ModelInferRequestSchema, create(ModelInferRequestSchema, message)));
  const input = { name: "x", datatype: "BOOL", shape: [3n * 2n ** 20n] };

  test("numbers in contents, of which there are millions", () => {
    const contents = { boolContents: new Array(5 * 2 ** 20).fill(true) };
    expect(() => read({ inputs: [{ ...input, contents }] })).toThrow(/raw_input_contents/);
  });

  test("raw contents without number", () => {
    const rawInputContents = new Array(2 ** 16).fill(new Uint8Array());
    expect(() => read({ inputs: [input], rawInputContents })).toThrow(/at most 4 MiB and 4096 parts/);
  });

  test("raw contents themselves may be large", () => {
    const rawInputContents = [new Uint8Array(3 * 2 ** 20), new Uint8Array(3 * 2 ** 20)];
    expect(read({ inputs: [input, { ...input, name: "y" }], rawInputContents }).inputs).toHaveLength(2);
  });
});
