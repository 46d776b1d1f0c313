import { expect, test } from "vitest";
import { taxingOf, taxOn } from "./tax.ts";

test.each([
  [{ country: "DE", hasTaxId: true, exempt: "none" }, 1900, "standard_rated"],
  [{ country: "FR", hasTaxId: false, exempt: "none" }, 2000, "standard_rated"],
  [{ country: "FR", hasTaxId: true, exempt: "none" }, 0, "reverse_charge"],
  [{ country: "GB", hasTaxId: true, exempt: "none" }, 2000, "standard_rated"],
  [{ country: "US", hasTaxId: false, exempt: "none" }, 0, "not_collecting"],
  [{ country: "DE", hasTaxId: false, exempt: "exempt" }, 0, "customer_exempt"],
])("%j, from Germany", (taxpayer, rate, reason) => {
  expect(taxingOf(taxpayer, "DE")).toEqual({ rate, reason });
});

test("tax is put on a price, or lies in it", () => {
  expect(taxOn(10_000, 1900, "exclusive")).toEqual({ amount: 1900, taxable: 10_000 });
  expect(taxOn(11_900, 1900, "inclusive")).toEqual({ amount: 1900, taxable: 10_000 });
  expect(taxOn(-11_900, 1900, "inclusive")).toEqual({ amount: -1900, taxable: -10_000 });
  expect(taxOn(1, 810, "exclusive")).toEqual({ amount: 0, taxable: 1 });
});
