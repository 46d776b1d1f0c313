import { expect, test } from "vitest";
import { learnOverhead } from "./warm-up.ts";

test("the overhead is the tokens that a call costs on top", () => {
  const took = (tokens: number) => ({ tokens, tookMs: (10 + tokens) * 0.25 });
  expect(learnOverhead(took(8), took(128))).toBe(10);
});

test.each([
  ["a large batch faster than a small one", { tokens: 8, tookMs: 5 }, { tokens: 256, tookMs: 4 }, 4],
  ["a call that costs nothing", { tokens: 8, tookMs: 1 }, { tokens: 16, tookMs: 2 }, 4],
  ["batches of one size", { tokens: 8, tookMs: 1 }, { tokens: 8, tookMs: 1.1 }, 4],
  ["tokens that cost nothing", { tokens: 8, tookMs: 5 }, { tokens: 256, tookMs: 5.0001 }, 64],
])("%s is taken for noise", (_, small, medium, overheadTokens) => {
  expect(learnOverhead(small, medium)).toBe(overheadTokens);
});
