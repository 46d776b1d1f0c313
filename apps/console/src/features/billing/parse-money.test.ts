import { expect, test } from "vitest";
import { moneyUnit } from "./money-unit.ts";
import { parseMoney } from "./parse-money.ts";

test("an amount is read in the minor unit of its currency", () => {
  expect(parseMoney(" 12.34 ", moneyUnit("USD"))).toBe(1_234n);
  expect(parseMoney("1200", moneyUnit("JPY"))).toBe(1_200n);
  expect(parseMoney("1.25", moneyUnit("KWD"))).toBe(1_250n);
  expect(parseMoney("7", moneyUnit("ISK"))).toBe(700n);
});

test("what the currency cannot hold, and what is no amount, is none", () => {
  const [dollars, yen, dinars, kronur] = ["USD", "JPY", "KWD", "ISK"].map(moneyUnit);
  for (const text of ["", "0", "-5", "1.005", "five", "1e3"])
    if (dollars) expect(parseMoney(text, dollars), text).toBeNull();
  if (yen) expect(parseMoney("12.5", yen)).toBeNull();
  if (dinars) expect(parseMoney("1.234", dinars)).toBeNull();
  if (kronur) expect(parseMoney("7.5", kronur)).toBeNull();
});

test("what is suggested are round amounts", () => {
  expect(moneyUnit("USD").suggestedPico[0]).toBe(10n * 10n ** 12n);
  expect(moneyUnit("JPY").suggestedPico[0]).toBe(1_000n * 10n ** 12n);
  expect(moneyUnit("KWD").suggestedPico[0]).toBe(10n * 10n ** 12n);
});
