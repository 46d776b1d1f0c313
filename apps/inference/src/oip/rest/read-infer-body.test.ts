import { Fault } from "@millrace/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readInferBody } from "./read-infer-body.ts";
import { readRawBody } from "./read-raw-body.ts";
import { splitBody } from "./split-body.ts";

const MS_MAX = 1_000;

/** A body with binary tensors behind its JSON, and the header that goes with it. */
function packed(json: unknown, ...binary: Uint8Array[]) {
  const head = Buffer.from(JSON.stringify(json));
  return { body: Buffer.concat([head, ...binary]), headerLength: String(head.byteLength) };
}

function read({ body, headerLength }: { body: Uint8Array; headerLength?: string }) {
  const split = splitBody(body, headerLength);
  return split === null ? null : readInferBody(split);
}

const readJson = (json: unknown) => read({ body: Buffer.from(JSON.stringify(json)) });
const x = { name: "x", shape: [2], datatype: "INT32" };
const binary = (size: unknown, more: object = {}) => ({
  ...x,
  ...more,
  parameters: { binary_data_size: size },
});
const eight = Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0);

describe("a request in JSON", () => {
  test("is its tensors, its id, its parameters and the outputs that it wants", () => {
    const call = readJson({
      id: "42",
      parameters: { priority: 1, timeout: 5_000, note: "x" },
      inputs: [{ ...x, data: [1, 2] }],
      outputs: [{ name: "b" }, { name: "a", parameters: { binary_data: true } }],
      unknown: { field: 1 },
    });
    expect(call).toMatchObject({
      id: "42",
      parameters: { priority: 1, timeout: 5_000, note: "x" },
      inputs: [{ ...x, data: eight }],
      outputs: ["b", "a"],
    });
    expect([call?.isBinary(0), call?.isBinary(1)]).toEqual([false, true]);
  });

  test("without outputs wants all of them, in binary if it says so for all", () => {
    expect(readJson({ inputs: [{ ...x, data: [1, 2] }] })).toMatchObject({ id: "", outputs: null });
    const parameters = { binary_data_output: true };
    expect(readJson({ inputs: [{ ...x, data: [1, 2] }], parameters })?.isBinary(7)).toBe(true);
    const outputs = [{ name: "a" }, { name: "b", parameters: { binary_data: false } }];
    const call = readJson({ inputs: [{ ...x, data: [1, 2] }], parameters, outputs });
    expect([call?.isBinary(0), call?.isBinary(1)]).toEqual([true, false]);
  });

  test("keeps long integers in one tensor and floats as long in another", () => {
    const json = `{"inputs":[{"name":"a","shape":[1],"datatype":"INT64","data":[9007199254740993]},
      {"name":"b","shape":[2],"datatype":"FP64","data":[10000000000000000,0.1234567890123456789]}]}`;
    const inputs = read({ body: Buffer.from(json) })?.inputs ?? [];
    expect(Buffer.from(inputs[0]?.data ?? []).readBigInt64LE()).toBe(9007199254740993n);
    expect(Buffer.from(inputs[1]?.data ?? []).readDoubleLE()).toBe(1e16);
  });
});

describe("a request with binary tensors", () => {
  test("gets them as views into its body, in order, beside others in JSON", () => {
    const named = (name: string, size: number) => ({ ...binary(size), name });
    const { body, headerLength } = packed(
      { inputs: [named("a", 8), { ...x, data: [3, 4] }, named("c", 0), named("b", 4)] },
      eight,
      Uint8Array.of(9, 9, 9, 9),
    );
    const inputs = read({ body, headerLength })?.inputs ?? [];
    expect(inputs.map(({ name, data }) => [name, [...data]])).toEqual([
      ["a", [...eight]],
      ["x", [3, 0, 0, 0, 4, 0, 0, 0]],
      ["c", []],
      ["b", [9, 9, 9, 9]],
    ]);
    expect(inputs[0]?.data.buffer).toBe(body.buffer);
  });
});

describe("a body that is the only input", () => {
  const port = (datatype: "FP32" | "BYTES", shape: number[]) => [{ name: "x", datatype, shape }];
  const shapeOf = (bytes: number, shape: number[]) =>
    readRawBody(new Uint8Array(bytes), port("FP32", shape)).inputs[0]?.shape;

  test("has the shape of the port, an open dimension after its size, and a batch of 1 before another", () => {
    expect(shapeOf(24, [2, 3])).toEqual([2, 3]);
    expect(shapeOf(24, [-1, 3])).toEqual([2, 3]);
    expect(shapeOf(24, [-1, -1])).toEqual([1, 6]);
    expect(shapeOf(24, [-1, -1, 3])).toEqual([1, 2, 3]);
  });

  test("of BYTES is one element without its length", () => {
    const [input] = readRawBody(Buffer.from("427"), port("BYTES", [-1])).inputs;
    expect(input).toMatchObject({ shape: [1], data: Uint8Array.of(3, 0, 0, 0, 0x34, 0x32, 0x37) });
  });

  test("is refused where no shape follows", () => {
    const refused = (run: () => unknown) => expect(run).toThrow(expect.objectContaining({ kind: "invalid" }));
    refused(() => shapeOf(25, [-1, 3]));
    refused(() => shapeOf(24, [-1, 0]));
    refused(() => shapeOf(24, [2, -1, -1]));
    refused(() => readRawBody(eight, []));
    refused(() => readRawBody(eight, [...port("FP32", [2]), ...port("FP32", [2])]));
    refused(() => readRawBody(eight, port("BYTES", [2])));
  });
});

const good = { inputs: [{ ...x, data: [1, 2] }] };
const behind = packed({ inputs: [binary(8)] }, eight);
type Sent = { body: Uint8Array; headerLength?: string };
const json = (value: unknown): Sent => ({ body: Buffer.from(JSON.stringify(value)) });

const REFUSED: [name: string, sent: Sent, code: string][] = [
  ["no JSON", { body: Buffer.from("{") }, "http.invalid_json"],
  ["10,000 levels", { body: Buffer.from("[".repeat(10_000)) }, "http.json_too_deep"],
  ["a list", json([]), "oip.not_an_object"],
  ["no inputs", json({}), "oip.bad_list"],
  ["an empty list of inputs", json({ inputs: [] }), "oip.bad_list"],
  ["2,000 inputs", json({ inputs: Array(2_000).fill(x) }), "oip.bad_list"],
  ["an input that is a number", json({ inputs: [5] }), "oip.not_an_object"],
  ["an input without a name", json({ inputs: [{ ...x, name: "", data: [1, 2] }] }), "oip.missing_name"],
  ["an input without data", json({ inputs: [x] }), "oip.bad_data"],
  ["an empty list of outputs", json({ ...good, outputs: [] }), "oip.bad_list"],
  ["a nameless output", json({ ...good, outputs: [{}] }), "oip.missing_name"],
  ["an id that is a number", json({ ...good, id: 5 }), "oip.bad_id"],
  ["a parameter that is a list", json({ ...good, parameters: { a: [] } }), "oip.bad_parameter"],
  [
    "binary_data of 1",
    json({ ...good, outputs: [{ name: "y", parameters: { binary_data: 1 } }] }),
    "oip.bad_parameter",
  ],
  [
    "classification, which would be another answer",
    json({ ...good, outputs: [{ name: "y", parameters: { classification: 3 } }] }),
    "oip.unsupported_parameter",
  ],
  [
    "shared memory",
    json({ inputs: [{ ...x, parameters: { shared_memory_region: "r" } }] }),
    "oip.unsupported_parameter",
  ],
  ["a sequence", json({ ...good, parameters: { sequence_id: 7 } }), "oip.unsupported_parameter"],
  ["a header length of -1", { ...behind, headerLength: "-1" }, "oip.bad_header_length"],
  ["a header length beyond the body", { ...behind, headerLength: "100000" }, "oip.bad_header_length"],
  ["a header length that is a word", { ...behind, headerLength: "ten" }, "oip.bad_header_length"],
  ["two header lengths", { ...behind, headerLength: "10, 10" }, "oip.bad_header_length"],
  ["a header length of 1e1", { ...behind, headerLength: "1e1" }, "oip.bad_header_length"],
  ["a header length that cuts the JSON", { ...behind, headerLength: "10" }, "http.invalid_json"],
  ["binary data without the header length", { body: behind.body }, "http.invalid_json"],
  ["a size without binary data", json({ inputs: [binary(8)] }), "oip.bad_binary_size"],
  ["a negative size", packed({ inputs: [binary(-8)] }, eight), "oip.bad_binary_size"],
  ["a size beyond the body", packed({ inputs: [binary(9)] }, eight), "oip.bad_binary_size"],
  ["a size of 2^53", packed({ inputs: [binary(2 ** 53)] }, eight), "oip.bad_binary_size"],
  ["a fraction of a byte", packed({ inputs: [binary(7.5)] }, eight), "oip.bad_binary_size"],
  ["a size that is a text", packed({ inputs: [binary("8")] }, eight), "oip.bad_binary_size"],
  ["the same bytes wanted twice", packed({ inputs: [binary(8), binary(8)] }, eight), "oip.bad_binary_size"],
  ["bytes that no input takes", packed({ inputs: [binary(4)] }, eight), "oip.binary_left_over"],
  ["bytes behind a request that is all JSON", packed(good, eight), "oip.binary_left_over"],
  ["data and a size", packed({ inputs: [binary(8, { data: [1, 2] })] }, eight), "oip.data_twice"],
];

describe("a request is refused that has", () => {
  test.each(REFUSED)("%s", (_name, sent, code) => {
    expect(() => read(sent)).toThrow(expect.objectContaining({ kind: "invalid", code }));
  });
});

/** Near enough to good requests to get past the first check. */
const nearlyJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(
      null,
      -1,
      0,
      1,
      2,
      8,
      1.5,
      2 ** 53,
      1e308,
      true,
      "x",
      "BYTES",
      "FP16",
      "INT64",
      "\0",
      "__proto__",
    ),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      fc.constantFrom(
        ...["id", "inputs", "outputs", "parameters", "name", "shape", "datatype", "data"],
        ...["binary_data_size", "binary_data", "binary_data_output", "__proto__", "constructor"],
      ),
      tie("value"),
    ),
  ),
})).value;
const nearlyInput = fc.record(
  {
    name: fc.constantFrom("x", "y", ""),
    shape: fc.array(fc.constantFrom(0, 1, 2, 2 ** 40, -1)),
    datatype: fc.constantFrom("BOOL", "INT8", "INT64", "FP16", "FP64", "BYTES", "BF16"),
    data: nearlyJson,
    parameters: fc.record({ binary_data_size: fc.oneof(fc.nat(20), nearlyJson) }, { requiredKeys: [] }),
  },
  { requiredKeys: ["name", "shape", "datatype"] },
);
const nearlyRequest = fc
  .record({
    json: fc.oneof(
      nearlyJson,
      fc.record({ inputs: fc.array(nearlyInput, { maxLength: 3 }), outputs: nearlyJson }),
    ),
    binary: fc.uint8Array({ maxLength: 40 }),
    shift: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: -50, max: 50 })),
  })
  .map(({ json, binary, shift }) => {
    const { body, headerLength } = packed(json, binary);
    return { body, headerLength: String(Number(headerLength) + shift) };
  });
const anything = fc.record({
  body: fc.uint8Array({ maxLength: 300 }),
  headerLength: fc.oneof(fc.nat(400).map(String), fc.string()),
});

describe("whatever is sent", () => {
  test.each([
    ["any bytes", anything],
    ["nearly good requests", nearlyRequest],
  ])(
    "%s are read or clearly refused, soon, and every tensor has the bytes that it was given",
    (_name, sent) => {
      fc.assert(
        fc.property(sent, ({ body, headerLength }) => {
          const startedMs = performance.now();
          const before = Buffer.from(body);
          try {
            const call = read({ body, headerLength });
            for (const { shape, data } of call?.inputs ?? []) {
              expect(shape.every((size) => Number.isSafeInteger(size) && size >= 0)).toBe(true);
              expect(data).toBeInstanceOf(Uint8Array);
            }
          } catch (error) {
            expect(error).toBeInstanceOf(Fault);
            expect(error).toMatchObject({ kind: "invalid", message: expect.stringMatching(/^.{10,}$/) });
          }
          expect(Buffer.compare(before, body)).toBe(0);
          expect(performance.now() - startedMs).toBeLessThan(MS_MAX);
          expect(Reflect.get({}, "inputs")).toBeUndefined();
        }),
        { numRuns: 2_000 },
      );
    },
  );
});
