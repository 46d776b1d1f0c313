import { expect, test } from "vitest";
import { currenciesInUse } from "./currencies-in-use.ts";

test("the currency of most things comes first, and there is always one", () => {
  const things = ["EUR", "CNY", "USD", "CNY"].map((currency) => ({ currency }));
  expect(currenciesInUse(things)).toEqual(["CNY", "EUR", "USD"]);
  expect(currenciesInUse([])).toEqual(["USD"]);
});
