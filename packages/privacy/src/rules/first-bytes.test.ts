import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstBytes } from "./first-bytes.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

describe("the first bytes of a text", () => {
  test("are its beginning, whole characters only, and as many as have room", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 0, max: 40 }), (text, bytesMax) => {
        const { kept, bytes } = firstBytes(text, bytesMax);
        expect(bytes).toBe(Buffer.byteLength(text));
        expect(kept.byteLength).toBeLessThanOrEqual(bytesMax);
        const shown = decoder.decode(kept);
        expect(text.startsWith(shown)).toBe(true);
        const next = [...text.slice(shown.length)][0] ?? "";
        if (next !== "") expect(kept.byteLength + Buffer.byteLength(next)).toBeGreaterThan(bytesMax);
      }),
    );
  });

  test("are the same whether the text comes as such or in bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 0, max: 40 }), (text, bytesMax) => {
        expect(firstBytes(Buffer.from(text), bytesMax)).toEqual(firstBytes(text, bytesMax));
      }),
    );
  });

  test("hold on to nothing else", () => {
    const whole = Buffer.alloc(1_000_000, "x");
    expect(firstBytes(whole, 10).kept.buffer.byteLength).toBe(10);
    expect(firstBytes(whole.toString(), 10).kept.buffer.byteLength).toBe(10);
  });
});
