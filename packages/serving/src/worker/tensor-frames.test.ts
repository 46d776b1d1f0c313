import fc from "fast-check";
import { expect, test } from "vitest";
import { DATATYPES } from "../tensors/named-tensor.ts";
import { decodeTensors, encodeTensors } from "./tensor-frames.ts";

const tensor = fc.record({
  datatype: fc.constantFrom(...DATATYPES),
  shape: fc.array(fc.nat(2 ** 31 - 1), { maxLength: 5 }),
  pieces: fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 4 }),
});
const tensors = fc.array(tensor, { maxLength: 5 });
const wanted = fc.array(fc.nat(9), { maxLength: 4 });

test("tensors come out as they went in, in one piece each and where any number may lie", () => {
  fc.assert(
    fc.property(tensors, wanted, (sent, outputs) => {
      const payload = Uint8Array.from(
        encodeTensors({ tensors: sent, wanted: outputs }).flatMap((all) => [...all]),
      );
      const arrived = decodeTensors(payload);
      expect(arrived.wanted).toEqual(outputs);
      expect(arrived.tensors.map(({ data, ...rest }) => ({ ...rest, data: [...data] }))).toEqual(
        sent.map(({ pieces, ...rest }) => ({ ...rest, data: pieces.flatMap((piece) => [...piece]) })),
      );
      for (const { data } of arrived.tensors) expect(data.byteOffset % 8).toBe(0);
    }),
  );
});

test("any payload is tensors within it, or an error", () => {
  const words = fc.array(fc.oneof(fc.nat(8), fc.nat(2 ** 32 - 1)), { maxLength: 30 });
  fc.assert(
    fc.property(words, (all) => {
      const payload = new Uint8Array(Uint32Array.from(all).buffer);
      try {
        for (const { data } of decodeTensors(payload).tensors) {
          expect(data.byteOffset + data.byteLength).toBeLessThanOrEqual(payload.byteLength);
        }
      } catch (thrown) {
        expect(String(thrown)).toMatch(/no tensors/);
      }
    }),
  );
});
