import { describe, expect, test } from "vitest";
import type { ParsedPrice, PriceVersion } from "../price-version.ts";
import { placeInHistory } from "./place-in-history.ts";

const now = new Date("2026-03-10T12:00:00Z");
/** Every node knows a new version ten seconds after it was published. */
const known = new Date("2026-03-10T12:00:10Z");
const day = (number: number) => new Date(Date.UTC(2026, 2, number));
const price = (effectiveFrom: Date, pricePico = 20n): ParsedPrice => ({
  teamId: null,
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

  test.each([
    [[], day(1), { kind: "new" }],
    [[stored(day(2))], day(1), { kind: "too_late", after: known }],
    [[stored(day(2)), stored(day(30))], day(20), { kind: "new" }],
    [[{ ...stored(day(25)), teamId: "team" }], day(20), { kind: "too_late", after: day(25) }],
    [[{ ...stored(day(25)), teamId: "another" }], day(1), { kind: "new" }],
  ])("a team's price stands after its own and after what everybody paid", (history, from, placing) => {
    expect(placeInHistory(history, { ...price(from), teamId: "team" }, now)).toEqual(placing);
  });

  test("everybody's price is not held up by one team's", () => {
    expect(placeInHistory([{ ...stored(day(30)), teamId: "team" }], price(day(1)), now)).toEqual({
      kind: "new",
    });
  });

  test("other tiers are another version", () => {
    const tiers = (pricePico: bigint) => ({ mode: "volume" as const, tiers: [{ above: 5n, pricePico }] });
    const tiered = (pricePico: bigint): ParsedPrice => ({
      ...price(day(2)),
      rates: [{ unit: "input_token", pricePico: 20n, tiers: tiers(pricePico) }],
    });
    const version = { id: "1", ...tiered(10n) };
    expect(placeInHistory([version], tiered(10n), now)).toEqual({ kind: "known", version });
    expect(placeInHistory([version], tiered(9n), now)).toMatchObject({ kind: "too_late" });
    expect(placeInHistory([version], price(day(2)), now)).toMatchObject({ kind: "too_late" });
  });
});
