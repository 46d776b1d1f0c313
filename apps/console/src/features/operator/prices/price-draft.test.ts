import type { Rate } from "@millrace/prices";
import { expect, test } from "vitest";
import { draftOf, parseRates, type RateDraft } from "./price-draft.ts";

const empty = draftOf([]);
function typed(changes: Partial<RateDraft>): RateDraft[] {
  return empty.map((draft) => (draft.unit === "input_token" ? { ...draft, ...changes } : draft));
}
const tier = (above: string, price: string) => ({ key: above, above, price });

test("a price is typed for a million, and is exact for one", () => {
  expect(parseRates(typed({ price: " 0.02 " }))).toEqual({
    rates: [{ unit: "input_token", pricePico: 20_000n }],
    wrong: null,
  });
  expect(parseRates(typed({ price: "0.000001" })).rates?.[0]?.pricePico).toBe(1n);
  expect(parseRates(typed({ price: "0" })).rates?.[0]?.pricePico).toBe(0n);
});

test("tiers begin beyond so many million", () => {
  const draft = typed({ price: "2", mode: "graduated", tiers: [tier("1.5", "1"), tier("1000000", "0")] });
  expect(parseRates(draft).rates?.[0]?.tiers).toEqual({
    mode: "graduated",
    tiers: [
      { above: 1_500_000n, pricePico: 1_000_000n },
      { above: 10n ** 12n, pricePico: 0n },
    ],
  });
});

test.each(["a", "-1", "0.0000001", "1,5", "1e3"])("%s is no price", (price) => {
  expect(parseRates(typed({ price })).wrong).toEqual({ unit: "input_token", field: "price" });
});

test("without any price, or with tiers and no price, something is missing", () => {
  expect(parseRates(empty).wrong).toEqual({ unit: null, field: "price" });
  expect(parseRates(typed({ mode: "volume", tiers: [tier("1", "1")] })).wrong?.field).toBe("price");
});

test.each([
  ["no tier", []],
  ["a dearer one", [tier("1", "3")]],
  ["one dearer than the one before", [tier("1", "1"), tier("2", "1.5")]],
  ["two in one place", [tier("1", "1"), tier("1", "0.5")]],
  ["one that begins at nothing", [tier("0", "1")]],
  ["one that is not filled in", [tier("", "")]],
])("of tiers, %s is wrong", (_, tiers) => {
  const wrong = { unit: "input_token", field: "tiers" };
  expect(parseRates(typed({ price: "2", mode: "volume", tiers })).wrong).toEqual(wrong);
});

test("what is in force is read again as it is", () => {
  const tiers = [
    { above: 1n, pricePico: 999_999_999n },
    { above: 10n ** 18n, pricePico: 0n },
  ];
  const rates: Rate[] = [
    { unit: "input_token", pricePico: 10n ** 9n, tiers: { mode: "graduated", tiers } },
    { unit: "cached_input_token", pricePico: 0n },
    { unit: "request", pricePico: 10n ** 15n, tiers: { mode: "volume", tiers } },
    { unit: "audio_second", pricePico: 10n ** 8n },
  ];
  expect(parseRates(draftOf(rates)).rates).toEqual(rates);
});
