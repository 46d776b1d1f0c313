import { expect, test } from "vitest";
import { highWaterBytes, isBloated } from "./high-water.ts";

const MIB = 1_048_576;
const GIB = 1_024 * MIB;

test.each([
  ["a small model may grow by 256 MiB", 100 * MIB, 4 * GIB, 356 * MIB],
  ["a large one to three times its size", 300 * MIB, 4 * GIB, 900 * MIB],
  ["never beyond nine tenths of its bound", 300 * MIB, 500 * MIB, 450 * MIB],
])("%s", (_, bytesWhenReady, memoryBytesMax, expected) => {
  expect(highWaterBytes(bytesWhenReady, memoryBytesMax)).toBeCloseTo(expected);
});

test("a process is renewed beyond the mark, once it served for ten times its start", () => {
  const grown = { bytes: 400 * MIB, bytesWhenReady: 100 * MIB, startMs: 200, servedMs: 2_000 };
  expect(isBloated(grown, 4 * GIB)).toBe(true);
  expect(isBloated({ ...grown, bytes: 350 * MIB }, 4 * GIB)).toBe(false);
  expect(isBloated({ ...grown, servedMs: 1_999 }, 4 * GIB)).toBe(false);
});

test("a process that was as large from the start is left alone: a new one would be no smaller", () => {
  const full = { bytes: 480 * MIB, bytesWhenReady: 470 * MIB, startMs: 200, servedMs: 60_000 };
  expect(isBloated(full, 512 * MIB)).toBe(false);
});
