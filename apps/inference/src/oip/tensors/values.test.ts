import { DATATYPES, type Datatype, type NamedTensor } from "@millrace/serving";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { markLongIntegers } from "./exact-integers.ts";
import { printValues } from "./print-values.ts";
import { readHead } from "./read-head.ts";
import { readValues } from "./read-values.ts";

const head = (datatype: Datatype, shape: number[]) => readHead({ name: "x", datatype, shape }, "inputs[0]");
const read = (datatype: Datatype, shape: number[], data: unknown) => readValues(data, head(datatype, shape));
const readJson = (datatype: Datatype, shape: number[], json: string) =>
  read(datatype, shape, JSON.parse(markLongIntegers(json)));
const bytesOf = (array: ArrayBufferView) =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength).slice();

const WIDTH: Record<Exclude<Datatype, "BYTES">, number> = {
  BOOL: 1,
  UINT8: 1,
  UINT16: 2,
  UINT32: 4,
  UINT64: 8,
  INT8: 1,
  INT16: 2,
  INT32: 4,
  INT64: 8,
  FP16: 2,
  FP32: 4,
  FP64: 8,
};

/** Any tensor that JSON can carry. */
const anyNumbers: fc.Arbitrary<NamedTensor> = fc
  .constantFrom(...DATATYPES)
  .filter((datatype) => datatype !== "BYTES")
  .chain((datatype) =>
    fc.uint8Array({ maxLength: 64 }).map((random) => {
      const data = random.subarray(0, random.length - (random.length % WIDTH[datatype]));
      const whole = datatype === "BOOL" ? data.map((byte) => byte & 1) : data;
      return {
        name: "x",
        datatype,
        shape: [whole.length / WIDTH[datatype]],
        data: finite(datatype, whole),
      };
    }),
  );

function finite(datatype: Datatype, data: Uint8Array): Uint8Array {
  const { buffer } = data.slice();
  const orOne = (value: number) => (Number.isFinite(value) ? value : 1);
  if (datatype === "FP16") return bytesOf(new Float16Array(buffer).map(orOne));
  if (datatype === "FP32") return bytesOf(new Float32Array(buffer).map(orOne));
  if (datatype === "FP64") return bytesOf(new Float64Array(buffer).map(orOne));
  return data;
}

describe("a tensor in JSON", () => {
  test("comes back bit by bit after it was printed, whatever its datatype", () => {
    fc.assert(
      fc.property(anyNumbers, (tensor) => {
        const again = readJson(tensor.datatype, [...tensor.shape], printValues(tensor));
        expect(bytesOf(again)).toEqual(bytesOf(tensor.data));
      }),
    );
  });

  test("keeps texts of any characters", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (texts) => {
        const wellFormed = texts.map((text) => text.toWellFormed());
        const data = read("BYTES", [texts.length], wellFormed);
        const printed = printValues({ name: "x", datatype: "BYTES", shape: [texts.length], data });
        expect(JSON.parse(printed)).toEqual(wellFormed);
      }),
    );
  });

  test("is the same nested as flat", () => {
    const sizes = fc.tuple(fc.nat(4), fc.nat(4), fc.nat(4));
    fc.assert(
      fc.property(sizes, ([a, b, c]) => {
        const flat = Array.from({ length: a * b * c }, (_, index) => index);
        const nested = Array.from({ length: a }, (_, i) =>
          Array.from({ length: b }, (_, j) => flat.slice((i * b + j) * c, (i * b + j + 1) * c)),
        );
        expect(read("INT32", [a, b, c], nested)).toEqual(bytesOf(Int32Array.from(flat)));
        expect(read("INT32", [a, b, c], flat)).toEqual(bytesOf(Int32Array.from(flat)));
      }),
    );
  });

  test("keeps every digit of 64-bit integers", () => {
    const json = "[9223372036854775807, -9223372036854775808,9007199254740993,-1,0]";
    expect(readJson("INT64", [5], json)).toEqual(
      bytesOf(BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n, -1n, 0n)),
    );
    expect(readJson("UINT64", [1], "[18446744073709551615]")).toEqual(
      bytesOf(BigUint64Array.of(2n ** 64n - 1n)),
    );
  });

  test("rounds to the nearest half float", () => {
    expect(read("FP16", [2], [0.1, 65_519])).toEqual(bytesOf(Float16Array.of(0.1, 65_504)));
  });

  test("may be a bare value when it has no dimension", () => {
    expect(read("INT8", [], -5)).toEqual(bytesOf(Int8Array.of(-5)));
    expect(read("INT8", [], [-5])).toEqual(bytesOf(Int8Array.of(-5)));
  });
});

const REFUSED: [name: string, datatype: Datatype, shape: number[], json: string][] = [
  ["too few elements", "FP32", [3], "[1,2]"],
  ["too many elements", "FP32", [3], "[1,2,3,4]"],
  ["no list", "FP32", [1], "1"],
  ["nothing", "FP32", [1], "null"],
  ["a list that is nested otherwise than its shape", "FP32", [2, 2], "[[1],[2,3,4]]"],
  ["a list nested deeper than its shape", "FP32", [2], "[[1],[2]]"],
  ["lists beside numbers", "FP32", [2, 1], "[[1],2]"],
  ["a shape of a petabyte over two numbers", "FP32", [2, 2 ** 48], "[[1],[2]]"],
  ["a text for a number", "INT32", [1], '["5"]'],
  ["a text for a long number", "INT64", [1], '["9223372036854775807"]'],
  ["a truth for a number", "INT32", [1], "[true]"],
  ["a number for a truth", "BOOL", [1], "[1]"],
  ["a fraction for a whole number", "INT32", [1], "[1.5]"],
  ["a byte of 256", "UINT8", [1], "[256]"],
  ["a negative unsigned number", "UINT64", [1], "[-1]"],
  ["2^63 as INT64", "INT64", [1], "[9223372036854775808]"],
  ["2^64 as UINT64", "UINT64", [1], "[18446744073709551616]"],
  ["a long number with an exponent, which has no digits to keep", "INT64", [1], "[9.007199254740993e15]"],
  ["a long number that ends in .0", "INT64", [1], "[9007199254740993.0]"],
  ["a number of a hundred digits", "INT64", [1], `[${"9".repeat(100)}]`],
  ["null for a whole number", "INT32", [1], "[null]"],
  ["null for a number", "FP32", [1], "[null]"],
  ["a number beyond all doubles", "FP64", [2], "[0,-1e999]"],
  ["a finite number beyond FP32", "FP32", [1], "[1e39]"],
  ["a finite number beyond FP16", "FP16", [1], "[65520]"],
  ["a number for a text", "BYTES", [1], "[5]"],
  ["half a surrogate pair", "BYTES", [1], '["\\ud800"]'],
];

describe("values are refused, not bent", () => {
  test.each(REFUSED)("%s", (_name, datatype, shape, json) => {
    expect(() => readJson(datatype, shape, json)).toThrow(
      expect.objectContaining({ kind: "invalid", param: "inputs[0].data" }),
    );
  });

  test.each([
    ["[-1]", [-1]],
    ["1.5", [1.5]],
    ["a text", ["3"]],
    ["beyond counting", [2 ** 30, 2 ** 30]],
    ["beyond counting but for a zero", [0, 2 ** 40, 2 ** 40]],
    ["33 dimensions", Array(33).fill(1)],
    ["no list", 3],
    ["missing", undefined],
  ])("a shape that is %s", (_name, shape) => {
    expect(() => readHead({ name: "x", datatype: "FP32", shape }, "inputs[0]")).toThrow(
      expect.objectContaining({ kind: "invalid", code: "oip.bad_shape" }),
    );
  });

  test.each(["BF16", "fp32", "", null, 7])("a datatype %j", (datatype) => {
    expect(() => readHead({ name: "x", datatype, shape: [1] }, "inputs[0]")).toThrow(
      /must be one of BOOL, UINT8/,
    );
  });
});

describe("an output that JSON cannot hold", () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("has %d", (value) => {
    for (const [datatype, array] of [
      ["FP16", Float16Array.of(1, value)],
      ["FP32", Float32Array.of(1, value)],
      ["FP64", Float64Array.of(1, value)],
    ] as const)
      expect(() => printValues({ name: "y", datatype, shape: [2], data: bytesOf(array) })).toThrow(
        /NaN.*binary_data/,
      );
  });

  test("has bytes that are no text", () => {
    const data = Uint8Array.of(1, 0, 0, 0, 0xff);
    expect(() => printValues({ name: "y", datatype: "BYTES", shape: [1], data })).toThrow(
      /`y` .*binary_data/,
    );
  });

  test("has more than a million elements", () => {
    const tensor = {
      name: "y",
      datatype: "UINT8",
      shape: [2 ** 20 + 1],
      data: new Uint8Array(2 ** 20 + 1),
    } as const;
    expect(() => printValues(tensor)).toThrow(/too large for JSON/);
  });
});

describe("marking long integers", () => {
  test("leaves every document the same but for them", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(JSON.parse(markLongIntegers(json), unmarked)).toEqual(JSON.parse(json));
      }),
    );
  });

  test("does not look into texts", () => {
    const json = '{"a":"\\\\","12345678901234567890":["\\"12345678901234567890,","x"]}';
    expect(markLongIntegers(json)).toBe(json);
  });
});

function unmarked(_key: string, value: unknown): unknown {
  return typeof value === "string" && /^\0-?\d+$/.test(value) ? Number(value.slice(1)) : value;
}
