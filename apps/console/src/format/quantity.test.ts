import { expect, test } from "vitest";
import { formatBytes, formatMilliseconds, formatRate, fromMebibytes, toMebibytes } from "./quantity.ts";

test.each([
  [0, "0 B"],
  [1_023, "1,023 B"],
  [25_401_733, "24.2 MiB"],
  [805_306_368, "768 MiB"],
  [25_769_803_776, "24 GiB"],
])("%s bytes read %s", (bytes, text) => {
  expect(formatBytes(bytes, "en")).toBe(text);
});

test("a memory bound survives the way through the form", () => {
  expect(fromMebibytes(toMebibytes(805_306_368))).toBe(805_306_368);
});

test("small figures keep the places that tell them apart, large ones lose the noise", () => {
  expect([0.4213, 12.34, 1840.2].map((rate) => formatRate(rate, "en"))).toEqual(["0.42", "12.3", "1,840"]);
  expect([0.4213, 38.41, 612.3].map((ms) => formatMilliseconds(ms, "en"))).toEqual(["0.42", "38.4", "612"]);
});
