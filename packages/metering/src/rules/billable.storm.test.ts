import { rate, UNITS, type Unit } from "@millrace/prices";
import { effort } from "@millrace/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { OUTCOMES, type Outcome } from "../usage-record.ts";
import { billable } from "./billable.ts";

const SEED = 20_261_201;
const RUNS = 1_000 * effort();

const tokens = fc.nat({ max: 2_147_483_647 });
const measured = fc.record({
  outcome: fc.constantFrom<Outcome>(...OUTCOMES),
  inputTokens: tokens,
  // A cache may claim more than there was.
  cachedInputTokens: tokens,
  outputTokens: tokens,
});
const rates = fc
  .uniqueArray(fc.constantFrom<Unit>(...UNITS))
  .chain((units) =>
    fc.tuple(
      ...units.map((unit) =>
        fc.record({ unit: fc.constant(unit), pricePico: fc.bigInt({ min: 0n, max: 10n ** 9n }) }),
      ),
    ),
  );

test("whatever became of a request and whatever a price lists, the charge is what the written rule says", () => {
  fc.assert(
    fc.property(measured, rates, (used, listed) => {
      const price = (unit: Unit) => listed.find((one) => one.unit === unit)?.pricePico ?? 0n;
      const cached = BigInt(Math.min(used.cachedInputTokens, used.inputTokens));
      const ofTokens =
        (BigInt(used.inputTokens) - cached) * price("input_token") +
        cached * price("cached_input_token") +
        BigInt(used.outputTokens) * price("output_token");
      const rule: Record<Outcome, bigint> = {
        answered: price("request") + ofTokens,
        cancelled: ofTokens,
        failed: 0n,
      };
      expect(rate({ rates: listed }, billable(used))).toBe(rule[used.outcome]);
    }),
    { numRuns: RUNS, seed: SEED },
  );
});

test("what became of more is never cheaper: failed, cancelled, answered", () => {
  fc.assert(
    fc.property(measured, rates, (used, listed) => {
      const [failed, cancelled, answered] = (["failed", "cancelled", "answered"] as const).map((outcome) =>
        rate({ rates: listed }, billable({ ...used, outcome })),
      );
      expect(failed).toBe(0n);
      expect(cancelled).toBeGreaterThanOrEqual(0n);
      expect(answered).toBeGreaterThanOrEqual(cancelled ?? 0n);
    }),
    { numRuns: RUNS, seed: SEED },
  );
});
