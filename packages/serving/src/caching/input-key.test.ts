import fc from "fast-check";
import { expect, test } from "vitest";
import { DATATYPES, type NamedTensor } from "../tensors/named-tensor.ts";
import { keyOfTensors, keyOfTokens } from "./input-key.ts";

const ids = fc.array(fc.nat({ max: 3 }), { maxLength: 4 }).map((list) => Int32Array.from(list));
// Names and sizes from a few, so that pairs are often nearly alike.
const name = fc.constantFrom("a", "b", "ab", '"', "a,b", "é", "__proto__");
const tensor: fc.Arbitrary<NamedTensor> = fc.record({
  name,
  datatype: fc.constantFrom(...DATATYPES),
  shape: fc.array(fc.nat({ max: 2 }), { maxLength: 3 }),
  data: fc.uint8Array({ maxLength: 4 }),
});
const tensors = fc.uniqueArray(tensor, { selector: (one) => one.name, maxLength: 3 });
const outputs = fc.option(fc.uniqueArray(name, { maxLength: 3 }));

/** What makes two inputs the same, written so that it can be compared. */
function meaningOf(inputs: readonly NamedTensor[], wanted: readonly string[] | null): unknown {
  const byName = inputs.map(({ name: own, datatype, shape, data }) => [own, datatype, shape, [...data]]);
  return [byName.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)), wanted];
}

test("lists of tokens have the same key exactly when they are the same", () => {
  fc.assert(
    fc.property(ids, ids, (one, other) => {
      const areSame = one.join() === other.join();
      expect(keyOfTokens(one) === keyOfTokens(other)).toBe(areSame);
    }),
  );
});

test("a list of tokens has the same key wherever it lies in memory", () => {
  const shared = Int32Array.of(7, 1, 2, 3, 7);
  expect(keyOfTokens(shared.subarray(1, 4))).toBe(keyOfTokens(Int32Array.of(1, 2, 3)));
});

test("tensors have the same key exactly when names, datatypes, shapes, bytes and wanted outputs are the same", () => {
  fc.assert(
    fc.property(tensors, outputs, tensors, outputs, (one, wanted, other, otherWanted) => {
      const areSame =
        JSON.stringify(meaningOf(one, wanted)) === JSON.stringify(meaningOf(other, otherWanted));
      expect(keyOfTensors(one, wanted) === keyOfTensors(other, otherWanted)).toBe(areSame);
    }),
  );
});

test("any change of a tensor changes the key", () => {
  const changes = fc.oneof(
    fc.record({ datatype: fc.constantFrom(...DATATYPES) }),
    fc.record({ shape: fc.array(fc.nat({ max: 2 }), { maxLength: 3 }) }),
    fc.record({ data: fc.uint8Array({ maxLength: 4 }) }),
    fc.record({ name }),
  );
  fc.assert(
    fc.property(tensor, outputs, changes, (one, wanted, change) => {
      const changed = { ...one, ...change };
      const areSame = JSON.stringify(meaningOf([one], null)) === JSON.stringify(meaningOf([changed], null));
      expect(keyOfTensors([one], wanted) === keyOfTensors([changed], wanted)).toBe(areSame);
    }),
  );
});

test("the order in which tensors are given means nothing", () => {
  fc.assert(
    fc.property(tensors, outputs, (given, wanted) => {
      expect(keyOfTensors(given.toReversed(), wanted)).toBe(keyOfTensors(given, wanted));
    }),
  );
});
