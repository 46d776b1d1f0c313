import { periodOf } from "@millrace/kernel";
import type { PlanVersion } from "@millrace/prices";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minimumLines, planLines } from "./bill-lines.ts";
import { includedCredit } from "./included-credit.ts";
import { type Phase, planParts } from "./plan-parts.ts";

const MONTH = periodOf(new Date("2026-01-10T00:00:00Z"));
const START_MS = MONTH.start.getTime();
const MONTH_MS = MONTH.end.getTime() - START_MS;

function version(planName: string, terms: Partial<PlanVersion> = {}): PlanVersion {
  return {
    ...{ id: planName, planName, title: planName, currency: "USD", effectiveFrom: new Date(0) },
    ...{ feeMinor: 0n, includedPico: 0n, minimumMinor: 0n, isOffered: true, ...terms },
  };
}

const phase = (planName: string, startMs: number, endMs: number | null): Phase => ({
  ...{ subscriptionId: "s", provider: "none", planName, startsAt: new Date(START_MS + startMs) },
  endsAt: endMs === null ? null : new Date(START_MS + endMs),
});

const inMonth = { period: MONTH, currency: "USD" };
const partsOf = (phases: readonly Phase[], versions: readonly PlanVersion[]) =>
  planParts(phases, { ...inMonth, versions });

describe("the parts of a month with a plan", () => {
  test("are what of each phase is in it, at the version that is in force when the part begins", () => {
    const dearer = version("a", { id: "2", effectiveFrom: new Date(START_MS + 1), feeMinor: 9n });
    const versions = [version("a"), dearer];
    const parts = partsOf([phase("a", -5, 5), phase("a", 5, null), phase("a", -9, 0)], versions);
    expect(parts.map(({ version: { id }, start, end }) => [id, +start - START_MS, +end - START_MS])).toEqual([
      ["a", 0, 5],
      ["2", 5, MONTH_MS],
    ]);
  });

  test("a plan without a version in the team's currency is no part", () => {
    expect(partsOf([phase("a", 0, null)], [version("a", { currency: "EUR" })])).toEqual([]);
  });
});

/** Where a month is cut into phases of the same plan. */
const cuts = fc
  .uniqueArray(fc.integer({ min: 1, max: MONTH_MS - 1 }), { maxLength: 6 })
  .map((inside) => [0, ...inside.sort((left, right) => left - right), MONTH_MS]);
const phasesOf = (ends: readonly number[], planName: string) =>
  ends.slice(1).map((end, index) => phase(planName, ends[index] ?? 0, end));

test("however often a month is cut, its fees are the month's, but for half a unit of each part", () => {
  fc.assert(
    fc.property(cuts, fc.bigInt(1n, 10n ** 7n), (ends, feeMinor) => {
      const parts = partsOf(phasesOf(ends, "a"), [version("a", { feeMinor })]);
      const lines = planLines(parts, inMonth);
      const pico = lines.reduce((sum, { amountPico }) => sum + amountPico, 0n) - feeMinor * 10n ** 10n;
      const minor = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n) - feeMinor;
      const most = BigInt(parts.length);
      expect([pico <= most && pico >= -most, 2n * minor <= most && 2n * minor >= -most]).toEqual([
        true,
        true,
      ]);
    }),
  );
});

test("what a month's plans include is never more than all of it was on the best of them", () => {
  fc.assert(
    fc.property(
      cuts,
      fc.array(fc.bigInt(0n, 10n ** 15n), { minLength: 7, maxLength: 7 }),
      (ends, included) => {
        const phases = ends.slice(1).map((end, index) => phase(`p${index}`, ends[index] ?? 0, end));
        const versions = included.map((includedPico, index) => version(`p${index}`, { includedPico }));
        const parts = partsOf(phases, versions);
        const given = includedCredit(parts, MONTH).reduce((sum, { amountPico }) => sum + amountPico, 0n);
        const best = parts.reduce(
          (most, part) => [most, part.version.includedPico].sort(compare).at(-1) ?? 0n,
          0n,
        );
        expect(given).toBeLessThanOrEqual(best + 7n);
      },
    ),
  );
});

const compare = (left: bigint, right: bigint) => Number(left - right);

test("the same plan again in a month includes nothing more", () => {
  const versions = [version("a", { includedPico: 100n }), version("b", { includedPico: 10n })];
  const parts = partsOf([phase("a", 0, 5), phase("b", 5, 9), phase("a", 9, null)], versions);
  expect(includedCredit(parts, MONTH)).toMatchObject([
    { amountPico: 100n, start: MONTH.start, end: MONTH.end },
  ]);
});

test.each([
  { why: "nothing used", usage: { amountPico: 0n, amountMinor: 0n }, minor: 500n },
  { why: "some used", usage: { amountPico: 1_234_000_000_001n, amountMinor: 123n }, minor: 377n },
  { why: "all used", usage: { amountPico: 5n * 10n ** 12n, amountMinor: 500n }, minor: null },
  { why: "more used", usage: { amountPico: 6n * 10n ** 12n, amountMinor: 600n }, minor: null },
  {
    why: "all used but for what rounding hides",
    usage: { amountPico: 4_999_999_999_999n, amountMinor: 500n },
    minor: null,
  },
])("with $why, usage and minimum are the minimum, or more", ({ usage, minor }) => {
  const parts = partsOf([phase("a", 0, null)], [version("a", { minimumMinor: 500n })]);
  const [line] = minimumLines(usage, parts, inMonth);
  expect(line?.amountMinor ?? null).toBe(minor);
});
