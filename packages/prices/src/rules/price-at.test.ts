import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PriceVersion } from "../price-version.ts";
import { priceAt } from "./price-at.ts";

const version = (
  modelName: string,
  currency: string,
  effectiveFrom: Date,
  teamId: string | null = null,
): PriceVersion => ({
  id: `${teamId} ${modelName} ${currency} ${effectiveFrom.toISOString()}`,
  teamId,
  modelName,
  currency,
  effectiveFrom,
  rates: [],
});

const moment = fc.date({ min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true });
const versions = fc.array(
  fc.record({ modelName: fc.constantFrom("a", "b"), currency: fc.constantFrom("USD", "CNY"), at: moment }),
  { maxLength: 20 },
);

describe("priceAt", () => {
  test("a price holds from its first moment until the next one takes over", () => {
    const first = version("a", "USD", new Date("2026-01-01T00:00:00Z"));
    const second = version("a", "USD", new Date("2026-02-01T00:00:00Z"));
    const at = (text: string) =>
      priceAt([second, first], { teamId: null, modelName: "a", currency: "USD", at: new Date(text) });

    expect(at("2025-12-31T23:59:59.999Z")).toBeNull();
    expect(at("2026-01-01T00:00:00.000Z")).toBe(first);
    expect(at("2026-01-31T23:59:59.999Z")).toBe(first);
    expect(at("2026-02-01T00:00:00.000Z")).toBe(second);
  });

  test("it is the latest of the versions that have begun, of this model and currency, whatever their order", () => {
    fc.assert(
      fc.property(versions, moment, (entries, at) => {
        const all = entries.map((entry) => version(entry.modelName, entry.currency, entry.at));
        const begun = all
          .filter((entry) => entry.modelName === "a" && entry.currency === "USD" && entry.effectiveFrom <= at)
          .map((entry) => entry.effectiveFrom.getTime());
        const found = priceAt(all, { teamId: null, modelName: "a", currency: "USD", at });
        expect(found?.effectiveFrom.getTime()).toBe(begun.length === 0 ? undefined : Math.max(...begun));
      }),
    );
  });

  test("a version published for the future changes no earlier answer", () => {
    fc.assert(
      fc.property(versions, moment, moment, (entries, at, later) => {
        fc.pre(later > at);
        const all = entries.map((entry) => version(entry.modelName, entry.currency, entry.at));
        const query = { teamId: null, modelName: "a", currency: "USD", at };
        expect(priceAt([...all, version("a", "USD", later)], query)).toBe(priceAt(all, query));
      }),
    );
  });

  test("a team's own price counts from its first moment on, however new everybody's is; for others it is none", () => {
    const all = [
      version("a", "USD", new Date("2026-01-01"), "team"),
      version("a", "USD", new Date("2025-01-01")),
      version("a", "USD", new Date("2026-06-01")),
    ];
    const at = (teamId: string | null, text: string) =>
      priceAt(all, { teamId, modelName: "a", currency: "USD", at: new Date(text) });

    expect(at("team", "2025-12-31")).toBe(all[1]);
    expect(at("team", "2026-01-01")).toBe(all[0]);
    expect(at("team", "2026-07-01")).toBe(all[0]);
    expect(at("another", "2026-01-01")).toBe(all[1]);
    expect(at(null, "2026-07-01")).toBe(all[2]);
  });
});
