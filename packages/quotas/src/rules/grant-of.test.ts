import fc from "fast-check";
import { expect, test } from "vitest";
import { grantOf } from "./grant-of.ts";

const amount = fc.bigInt({ min: 0n, max: 10n ** 18n });
const standings = fc.record({
  left: fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
  reservedByOthers: amount,
  reservedHere: amount,
});

test("nothing that is reserved is given twice, and nothing that is free is refused", () => {
  fc.assert(
    fc.property(standings, amount, amount, (standing, need, want) => {
      const given = grantOf(standing, { need, want });
      const free = standing.left - standing.reservedByOthers - standing.reservedHere;
      expect(given).toBeGreaterThanOrEqual(0n);
      if (given > 0n) expect(given).toBeLessThanOrEqual(free);
      if (free >= need) expect(given).toBeGreaterThanOrEqual(need);
      else expect(given).toBe(free > 0n ? free : 0n);
      expect(given).toBeLessThanOrEqual(need + want);
    }),
  );
});

test("ahead of need at most a quarter of what is left beyond it is taken", () => {
  const standing = { left: 1_000n, reservedByOthers: 100n, reservedHere: 50n };
  expect(grantOf(standing, { need: 50n, want: 10n })).toBe(60n);
  expect(grantOf(standing, { need: 50n, want: 10_000n })).toBe(50n + 200n);
});

test("without a limit everything is given", () => {
  const standing = { left: null, reservedByOthers: 5n, reservedHere: 5n };
  expect(grantOf(standing, { need: 7n, want: 3n })).toBe(10n);
});
