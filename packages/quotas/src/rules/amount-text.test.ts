import { expect, test } from "vitest";
import { amountText } from "./amount-text.ts";

test.each([
  ["spend", 250_000_000_000n, "0.25 USD"],
  ["requests", 60n, "60"],
  ["stored_bytes", 0n, "0 bytes"],
  ["stored_bytes", 10_239n, "10239 bytes"],
  ["stored_bytes", 10_240n, "10 KiB"],
  ["stored_bytes", 50n * 1024n ** 3n, "50 GiB"],
] as const)("of %s %s reads %s", (measure, amount, text) => {
  expect(amountText(measure, amount, "USD")).toBe(text);
});
