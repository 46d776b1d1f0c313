import fc from "fast-check";
import { expect, test } from "vitest";
import { countTexts, decodeTexts, encodeTexts, findElements, spanOfElements } from "./bytes-elements.ts";

test("texts come out as they went in, and are as many", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" }), { maxLength: 12 }), (texts) => {
      const data = encodeTexts(texts);
      expect(decodeTexts(data)).toEqual(texts);
      expect(countTexts(data)).toBe(texts.length);
      for (const [count] of texts.entries()) {
        expect(spanOfElements(data, count)).toBe(encodeTexts(texts.slice(0, count)).byteLength);
      }
    }),
  );
});

test("any bytes are elements that fill them, or none", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(6), { maxLength: 60 }), fc.nat(8), (bytes, countMax) => {
      const data = Uint8Array.from(bytes);
      const elements = findElements(data, countMax);
      const count = countTexts(data);
      expect(elements === null).toBe(count === null || count > countMax);
      const filled = (elements ?? []).reduce((total, { byteLength }) => total + 4 + byteLength, 0);
      if (elements !== null) expect([elements.length, filled]).toEqual([count, data.byteLength]);
    }),
  );
});

test("a length beyond the data is noticed", () => {
  expect(findElements(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 97), 9)).toBeNull();
  expect(countTexts(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 97))).toBeNull();
});
