import { expect, test } from "vitest";
import { sharesOf } from "./shares.ts";

const lastAt = new Date(0);
const group = (name: string, requests: number, amountPico: bigint) => ({
  group: name,
  requests,
  inputTokens: requests * 10,
  amountPico,
  lastAt,
});

test("rows add up to the whole, whatever has no row of its own in the last one", () => {
  const whole = { requests: 10, inputTokens: 100, amountPico: 1_000n };
  const shares = sharesOf([group("small", 2, 1n), group("large", 3, 900n)], whole);
  expect(shares.map((share) => share.group)).toEqual(["large", "small", null]);
  expect(shares.reduce((sum, { amountPico }) => sum + amountPico, 0n)).toBe(whole.amountPico);
  expect(shares.reduce((sum, { requests }) => sum + requests, 0)).toBe(whole.requests);
});

test("nothing beyond the groups makes no row", () => {
  const whole = { requests: 2, inputTokens: 20, amountPico: 5n };
  expect(sharesOf([group("all", 2, 5n)], whole)).toHaveLength(1);
  expect(sharesOf([], { requests: 0, inputTokens: 0, amountPico: 0n })).toEqual([]);
});
