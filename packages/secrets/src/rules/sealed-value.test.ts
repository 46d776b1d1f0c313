import fc from "fast-check";
import { expect, test } from "vitest";
import { dataKeyIdOf, openValue, sealValue } from "./sealed-value.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const place = fc.record({
  owner: fc.option(fc.uuid()),
  purpose: fc.string(),
  id: fc.string(),
});
const sealing = fc.record({
  dataKey: fc.record({ id: fc.uuid(), bytes: bytes(32) }),
  nonce: bytes(12),
  place,
});
const text = fc.string({ unit: "binary" });

test("what was sealed opens in its place, and tells which key sealed it", () => {
  fc.assert(
    fc.property(text, sealing, (plaintext, parts) => {
      const sealed = sealValue(plaintext, parts);
      expect(dataKeyIdOf(sealed)).toBe(parts.dataKey.id);
      expect(openValue(sealed, { bytes: parts.dataKey.bytes, place: parts.place })).toBe(plaintext);
    }),
  );
});

test("a value that was moved to another place does not open", () => {
  fc.assert(
    fc.property(text, sealing, place, (plaintext, parts, elsewhere) => {
      fc.pre(JSON.stringify(elsewhere) !== JSON.stringify(parts.place));
      const sealed = sealValue(plaintext, parts);
      expect(openValue(sealed, { bytes: parts.dataKey.bytes, place: elsewhere })).toBeNull();
    }),
  );
});

test("a value with any bit flipped does not open", () => {
  fc.assert(
    fc.property(text, sealing, fc.nat(), fc.nat(7), (plaintext, parts, at, bit) => {
      const sealed = sealValue(plaintext, parts);
      const index = at % sealed.length;
      sealed[index] = (sealed[index] ?? 0) ^ (1 << bit);
      expect(openValue(sealed, { bytes: parts.dataKey.bytes, place: parts.place })).toBeNull();
    }),
  );
});

test("a value that was cut anywhere does not open, whatever tag is left", () => {
  fc.assert(
    fc.property(text, sealing, fc.nat(), (plaintext, parts, at) => {
      const sealed = sealValue(plaintext, parts);
      const cut = sealed.subarray(0, at % sealed.length);
      expect(openValue(cut, { bytes: parts.dataKey.bytes, place: parts.place })).toBeNull();
    }),
  );
});

test("a value under another key does not open", () => {
  fc.assert(
    fc.property(text, sealing, bytes(32), (plaintext, parts, other) => {
      fc.pre(Buffer.compare(other, parts.dataKey.bytes) !== 0);
      expect(openValue(sealValue(plaintext, parts), { bytes: other, place: parts.place })).toBeNull();
    }),
  );
});

test("what never was a sealed value names no key", () => {
  for (const bytes of [Buffer.alloc(0), Buffer.of(1), Buffer.alloc(44, 1), Buffer.alloc(100, 2)])
    expect(dataKeyIdOf(bytes)).toBeNull();
});
