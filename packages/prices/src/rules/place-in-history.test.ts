import { describe, expect, test } from "vitest";
import type { NewPrice, PriceVersion } from "../price-version.ts";
import { placeInHistory } from "./place-in-history.ts";

const now = new Date("2026-03-10T12:00:00Z");
/** Every node knows a new version ten seconds after it was published. */
const known = new Date("2026-03-10T12:00:10Z");
const day = (number: number) => new Date(Date.UTC(2026, 2, number));
const price = (effectiveFrom: Date, pricePico = 20n): NewPrice => ({
  modelName: "a",
  currency: "USD",
  effectiveFrom,
  rates: [{ unit: "input_token", pricePico }],
});
const stored = (...args: Parameters<typeof price>): PriceVersion => ({ id: "1", ...price(...args) });

describe("placeInHistory", () => {
  test("the first version may begin in the past: nothing was priced before", () => {
    expect(placeInHistory([], price(day(1)), now)).toEqual({ kind: "new" });
  });

  test.each([
    ["later than now and than the newest", day(20), { kind: "new" }],
    ["before every node knows it", known, { kind: "too_late", after: known }],
    ["as soon as every node knows it", new Date(known.getTime() + 1), { kind: "new" }],
    ["now", now, { kind: "too_late", after: known }],
    ["in the past, though later than the newest", day(5), { kind: "too_late", after: known }],
    ["before the newest", day(1), { kind: "too_late", after: known }],
  ])("after one of 2 March, a version that begins %s", (_, effectiveFrom, placing) => {
    expect(placeInHistory([stored(day(2))], price(effectiveFrom), now)).toEqual(placing);
  });

  test("a version that begins before one that is already announced is refused", () => {
    const history = [stored(day(30)), stored(day(2))];
    expect(placeInHistory(history, price(day(20)), now)).toEqual({ kind: "too_late", after: day(30) });
  });

  test("the same version again is the one that is there", () => {
    const known = stored(day(2));
    expect(placeInHistory([known], price(day(2)), now)).toEqual({ kind: "known", version: known });
  });

  test("the same moment at another price is refused", () => {
    expect(placeInHistory([stored(day(2))], price(day(2), 21n), now)).toMatchObject({ kind: "too_late" });
  });
});
