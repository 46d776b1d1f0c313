import fc from "fast-check";
import { expect, test } from "vitest";
import { freelyOf, grantInSteps } from "./grant-in-steps.ts";
import { grantOf } from "./grant-of.ts";

const amount = fc.bigInt({ min: 0n, max: 10n ** 18n });
const stepped = fc
  .record({
    value: amount,
    throttleAt: fc.integer({ min: 1, max: 99 }),
    used: amount,
    reservedByOthers: amount,
    reservedHere: amount,
  })
  .map(({ value, throttleAt, used, ...reserved }) => ({
    left: value - used,
    freelyLeft: (freelyOf(value, throttleAt) ?? 0n) - used,
    ...reserved,
  }));

test("the share is of the limit, rounded down", () => {
  expect(freelyOf(1_000n, 80)).toBe(800n);
  expect(freelyOf(9n, 50)).toBe(4n);
  expect(freelyOf(9n, null)).toBeNull();
});

test("whoever asks again until there is no more has what the limit leaves, and what is beyond the share is known", () => {
  fc.assert(
    fc.property(stepped, amount, amount, (standing, need, want) => {
      const first = grantInSteps(standing, { need, want });
      const held = { ...standing, reservedHere: standing.reservedHere + first.given };
      const second = first.hasMore ? grantInSteps(held, { need: need - first.given, want: 0n }) : null;
      const given = first.given + (second?.given ?? 0n);
      if (second !== null) expect(second.hasMore).toBe(false);
      const free = standing.left - standing.reservedByOthers - standing.reservedHere;
      if (free >= need) expect(given).toBeGreaterThanOrEqual(need);
      else expect(given).toBe(free > 0n ? free : 0n);
      const { beyond } = second ?? first;
      const here = standing.reservedHere + given;
      const freely = standing.freelyLeft - standing.reservedByOthers;
      expect(here - beyond).toBe(here < freely ? here : freely > 0n ? freely : 0n);
    }),
  );
});

test("beyond the share nothing is given ahead of need", () => {
  const standing = { left: 100n, freelyLeft: 10n, reservedByOthers: 0n, reservedHere: 10n };
  expect(grantInSteps(standing, { need: 3n, want: 50n })).toEqual({ given: 3n, beyond: 3n, hasMore: false });
});

test("without a throttle it is as if there were no steps", () => {
  fc.assert(
    fc.property(stepped, amount, amount, (standing, need, want) => {
      const { given, ...rest } = grantInSteps({ ...standing, freelyLeft: null }, { need, want });
      expect(given).toBe(grantOf(standing, { need, want }));
      expect(rest).toEqual({ beyond: 0n, hasMore: false });
    }),
  );
});
