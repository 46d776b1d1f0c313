import fc from "fast-check";
import { expect, test } from "vitest";
import { DATATYPES } from "../tensors/named-tensor.ts";
import { KEYED_BYTES_MAX, keyOfTensors, keyOfTokens } from "./input-key.ts";

const ids = fc.array(fc.nat({ max: 3 }), { maxLength: 4 }).map((list) => Int32Array.from(list));
// From a few values, so that two are often nearly alike.
const tensor = fc.record({
  datatype: fc.constantFrom(...DATATYPES),
  shape: fc.array(fc.nat({ max: 2 }), { maxLength: 3 }),
  data: fc.uint8Array({ maxLength: 4, max: 3 }),
});
const request = fc.record({
  inputs: fc.array(tensor, { maxLength: 3 }),
  outputs: fc.uniqueArray(fc.nat({ max: 3 }), { maxLength: 3 }),
});
type Request = typeof request extends fc.Arbitrary<infer R> ? R : never;

/** What makes two requests the same, as a text. */
function meaningOf({ inputs, outputs }: Request): string {
  const parts = inputs.map(({ datatype, shape, data }) => [datatype, shape, [...data]]);
  return JSON.stringify([parts, outputs]);
}

test("lists of tokens have the same key exactly when they are the same", () => {
  fc.assert(
    fc.property(ids, ids, (one, other) => {
      expect(keyOfTokens(one) === keyOfTokens(other)).toBe(one.join() === other.join());
    }),
  );
});

test("a list of tokens has the same key wherever it lies in memory", () => {
  const shared = Int32Array.of(7, 1, 2, 3, 7);
  expect(keyOfTokens(shared.subarray(1, 4))).toBe(keyOfTokens(Int32Array.of(1, 2, 3)));
});

test("tensors have the same key exactly when datatypes, shapes, bytes and wanted outputs are the same", () => {
  fc.assert(
    fc.property(request, request, (one, other) => {
      expect(keyOfTensors(one) === keyOfTensors(other)).toBe(meaningOf(one) === meaningOf(other));
    }),
    { numRuns: 1_000 },
  );
});

test("a change of any part of a tensor is another key, and bytes that move to the next tensor are too", () => {
  const part = fc.oneof(
    fc.record({ datatype: fc.constantFrom(...DATATYPES) }),
    fc.record({ shape: fc.array(fc.nat({ max: 2 }), { maxLength: 3 }) }),
    fc.record({ data: fc.uint8Array({ maxLength: 4, max: 3 }) }),
  );
  fc.assert(
    fc.property(tensor, request, part, (first, { inputs, outputs }, change) => {
      const [one, other] = [
        { inputs: [first, ...inputs], outputs },
        { inputs: [{ ...first, ...change }, ...inputs], outputs },
      ];
      expect(keyOfTensors(one) === keyOfTensors(other)).toBe(meaningOf(one) === meaningOf(other));
    }),
    { numRuns: 1_000 },
  );
  const [a, b] = [
    [1, 2],
    [3, 4],
  ].map((bytes) => ({ datatype: "UINT8" as const, shape: [2], data: Uint8Array.from(bytes) }));
  const [c, d] = [[1, 2, 3], [4]].map((bytes) => ({
    datatype: "UINT8" as const,
    shape: [2],
    data: Uint8Array.from(bytes),
  }));
  const keyOf = (...inputs: (typeof a)[]) =>
    keyOfTensors({ inputs: inputs.filter((one) => one !== undefined), outputs: [0] });
  expect(keyOf(a, b)).not.toBe(keyOf(c, d));
});

test("what would take everybody's time to hash has no key", () => {
  const large = {
    datatype: "UINT8" as const,
    shape: [KEYED_BYTES_MAX],
    data: new Uint8Array(KEYED_BYTES_MAX),
  };
  expect(keyOfTensors({ inputs: [large], outputs: [] })).not.toBeNull();
  expect(keyOfTensors({ inputs: [large, { ...large, data: Uint8Array.of(1) }], outputs: [] })).toBeNull();
});
