import { expect, test } from "vitest";
import { equalTexts, mixedTexts, tokenRows } from "./texts.ts";

const wordsOf = (text: string) => text.split(" ").length;

test("the same seed gives the same texts, another seed others", () => {
  expect(mixedTexts(50, 1)).toEqual(mixedTexts(50, 1));
  expect(mixedTexts(50, 1)).not.toEqual(mixedTexts(50, 2));
});

test("equal texts have 14 words each", () => {
  expect(equalTexts(20, 1).map(wordsOf)).toEqual(Array(20).fill(14));
});

test("mixed lengths are log-uniform: each doubling from 8 to 128 words holds a quarter", () => {
  const lengths = mixedTexts(4_000, 1).map(wordsOf);
  expect(Math.min(...lengths)).toBe(8);
  expect(Math.max(...lengths)).toBe(128);
  for (const from of [8, 16, 32, 64]) {
    const share = lengths.filter((words) => words >= from && words < from * 2).length / lengths.length;
    expect(share).toBeGreaterThan(0.22);
    expect(share).toBeLessThan(0.28);
  }
});

test("token rows are as long as asked, of whole positive ids", () => {
  const rows = tokenRows(10, 8, 1);
  expect(rows.every((row) => row.length === 8 && row.every((id) => Number.isInteger(id) && id > 0))).toBe(
    true,
  );
});
