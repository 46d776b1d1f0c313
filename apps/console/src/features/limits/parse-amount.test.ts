import { expect, test } from "vitest";
import { parseAmount, writeAmount } from "./parse-amount.ts";

test("money is read exactly, to the pico", () => {
  expect(parseAmount(" 5.00 ", "spend")).toBe(5_000_000_000_000n);
  expect(parseAmount("0.0000003", "spend")).toBe(300_000n);
  expect(parseAmount("0.000000000001", "spend")).toBe(1n);
});

test("everything else is a whole number", () => {
  expect(parseAmount("60", "requests")).toBe(60n);
  expect(parseAmount("0", "concurrency")).toBe(0n);
  expect(parseAmount("2", "stored_bytes")).toBe(2_097_152n);
});

test.each(["", "-1", "1,50", "1e3", "$5", "0.0000000000001", "many"])("%j is no amount of money", (text) => {
  expect(parseAmount(text, "spend")).toBeNull();
});

test.each(["", "-1", "1.5", "1e3", "1 000", "٣", "1234567890123456789"])("%j is no count", (text) => {
  expect(parseAmount(text, "tokens")).toBeNull();
});

test("bytes are written as the MiB that hold them", () => {
  expect(writeAmount(2_097_153n, "stored_bytes")).toBe("3");
});

test("what is written is read as the same", () => {
  for (const amount of [0n, 1n, 12_500_000_000_000n])
    for (const measure of ["spend", "tokens"] as const)
      expect(parseAmount(writeAmount(amount, measure), measure)).toBe(amount);
});
