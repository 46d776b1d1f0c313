import { newId } from "@millrace/kernel";
import type { PriceVersion } from "@millrace/prices";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exampleRecord } from "../example-record.ts";
import { OUTCOMES } from "../usage-record.ts";
import { rateRecords } from "./rate-records.ts";

const version = (id: string, effectiveFrom: string, pricePico: bigint): PriceVersion => ({
  id,
  teamId: null,
  modelName: "millrace-embed",
  currency: "USD",
  effectiveFrom: new Date(effectiveFrom),
  rates: [
    { unit: "request", pricePico: 1_000n },
    { unit: "input_token", pricePico },
  ],
});
const [TEAM, OTHER] = [newId(), newId()];
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

  test("a team's own price counts from its first moment on, and for nobody else", () => {
    const own = { ...version("own", "2026-01-10", 5n), teamId: TEAM };
    const currencies = new Map([TEAM, OTHER].map((id) => [id, "USD"]));
    const idOf = (teamId: string, at: string) =>
      rateRecords([exampleRecord({ teamId, at: new Date(at) })], {
        currencies,
        versions: [own, ...versions],
      })[0]?.priceVersionId;
    expect([idOf(TEAM, "2026-01-09"), idOf(TEAM, "2026-01-10"), idOf(TEAM, "2026-03-01")]).toEqual([
      "earlier",
      "own",
      "own",
    ]);
    expect([idOf(OTHER, "2026-01-10"), idOf(OTHER, "2026-03-01")]).toEqual(["earlier", "later"]);
  });

  test("a team that is gone has no currency, and its usage is left out", () => {
    expect(rateRecords([exampleRecord()], { currencies: new Map(), versions })).toEqual([]);
  });

  test.each([
    ["answered", 1_000n + 12n * 20n],
    ["cancelled", 12n * 20n],
    ["failed", 0n],
  ] as const)("a request that was %s costs %d picos", (outcome, amountPico) => {
    expect(rated({ outcome })).toMatchObject({ amountPico, priceVersionId: "earlier" });
  });

  test.each([
    ["answered", 1_000n + 8n * 20n],
    ["cancelled", 8n * 20n],
    ["failed", 0n],
  ] as const)(
    "cached tokens of a request that was %s are not charged as computed ones",
    (outcome, amountPico) => {
      expect(rated({ outcome, cachedInputTokens: 4 })).toMatchObject({ amountPico });
    },
  );

  test("the cache saves the caller exactly the difference between the two prices, for each token", () => {
    const pico = fc.bigInt({ min: 0n, max: 10n ** 9n });
    const count = fc.nat({ max: 1_000_000 });
    fc.assert(
      fc.property(pico, pico, fc.array(fc.tuple(count, count)), (computedPico, cachedPico, requests) => {
        const priced = version("priced", "2026-01-01", computedPico);
        const rates = [...priced.rates, { unit: "cached_input_token" as const, pricePico: cachedPico }];
        const cost = (cachedOf: (cached: number) => number) => {
          const records = requests.map(([computed, cached]) =>
            exampleRecord({
              teamId: TEAM,
              inputTokens: computed + cached,
              cachedInputTokens: cachedOf(cached),
            }),
          );
          const context = { currencies: new Map([[TEAM, "USD"]]), versions: [{ ...priced, rates }] };
          return rateRecords(records, context).reduce((sum, { amountPico }) => sum + amountPico, 0n);
        };
        const cachedTokens = requests.reduce((sum, [, cached]) => sum + BigInt(cached), 0n);
        const saved = cost(() => 0) - cost((cached) => cached);
        expect(saved).toBe(cachedTokens * (computedPico - cachedPico));
      }),
    );
  });

  test("a record with more cached tokens than it has is rated as wholly cached, and keeps no batch from its store", () => {
    expect(rated({ cachedInputTokens: 99 })).toMatchObject({ amountPico: 1_000n });
  });

  test("every outcome has its rule", () => {
    for (const outcome of OUTCOMES) expect(rated({ outcome })?.amountPico).toBeTypeOf("bigint");
  });
});
