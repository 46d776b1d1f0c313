import type { PriceVersion } from "@millrace/prices";
import { expect, test } from "vitest";
import { modelPrice } from "./price-of.ts";

const AT = new Date("2026-11-01T00:00:00Z");
const version: PriceVersion = {
  id: "019aadc4-0000-7000-8000-000000000001",
  teamId: null,
  modelName: "mill",
  currency: "USD",
  effectiveFrom: AT,
  rates: [
    { unit: "input_token", pricePico: 20_000n },
    { unit: "cached_input_token", pricePico: 2_000n },
  ],
};
const moment = { teamId: null, modelName: "mill", currency: "USD", at: AT };

test("a price is told for a million of each unit, and what has no rate is free", () => {
  expect(modelPrice([version], moment)).toEqual({
    tokensPico: 20_000_000_000n,
    cachedTokensPico: 2_000_000_000n,
    requestsPico: 0n,
  });
});

test("a model without a price in force has none, which is not a price of zero", () => {
  expect(modelPrice([version], { ...moment, at: new Date(AT.getTime() - 1) })).toBeNull();
  expect(modelPrice([version], { ...moment, modelName: "other" })).toBeNull();
});
