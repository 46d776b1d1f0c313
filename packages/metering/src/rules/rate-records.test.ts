import type { PriceVersion } from "@millrace/prices";
import { describe, expect, test } from "vitest";
import { exampleRecord } from "../example-record.ts";
import { OUTCOMES } from "../usage-record.ts";
import { rateRecords } from "./rate-records.ts";

const version = (id: string, effectiveFrom: string, pricePico: bigint): PriceVersion => ({
  id,
  modelName: "millrace-embed",
  currency: "USD",
  effectiveFrom: new Date(effectiveFrom),
  rates: [
    { unit: "request", pricePico: 1_000n },
    { unit: "input_token", pricePico },
  ],
});
const versions = [version("later", "2026-02-01", 30n), version("earlier", "2026-01-01", 20n)];

function rated(changes: Parameters<typeof exampleRecord>[0]) {
  const record = exampleRecord({ at: new Date("2026-01-15"), inputTokens: 12, ...changes });
  const [result] = rateRecords([record], { currencies: new Map([[record.teamId, "USD"]]), versions });
  expect(result).toMatchObject(record);
  return result;
}

describe("rateRecords", () => {
  test("the price in force at the request's moment counts, not the newest", () => {
    expect(rated({})).toMatchObject({ priceVersionId: "earlier", amountPico: 1_000n + 12n * 20n });
    expect(rated({ at: new Date("2026-02-01") })).toMatchObject({
      priceVersionId: "later",
      amountPico: 1_000n + 12n * 30n,
    });
  });

  test("before the first price, and for a model without one, usage is kept and costs nothing", () => {
    const unpriced = { priceVersionId: null, currency: "USD", amountPico: 0n };
    expect(rated({ at: new Date("2025-12-31") })).toMatchObject(unpriced);
    expect(rated({ modelName: "another" })).toMatchObject(unpriced);
  });

  test("a team that is gone has no currency, and its usage is kept", () => {
    const [result] = rateRecords([exampleRecord()], { currencies: new Map(), versions });
    expect(result).toMatchObject({ currency: "XXX", priceVersionId: null, amountPico: 0n });
  });

  test.each([
    ["answered", 1_000n + 12n * 20n],
    ["cancelled", 12n * 20n],
    ["failed", 0n],
  ] as const)("a request that was %s costs %d picos", (outcome, amountPico) => {
    expect(rated({ outcome })).toMatchObject({ amountPico, priceVersionId: "earlier" });
  });

  test("every outcome has its rule", () => {
    for (const outcome of OUTCOMES) expect(rated({ outcome })?.amountPico).toBeTypeOf("bigint");
  });
});
