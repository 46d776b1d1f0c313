import { expect, test } from "vitest";
import { leftOf, shareOf, toneOf } from "./limit-fill.ts";

test.each([
  [{ effective: 100n, used: 20n, reserved: 5n }, 75n, 0.25, "water"],
  [{ effective: 100n, used: 80n, reserved: 0n }, 20n, 0.8, "warn"],
  [{ effective: 100n, used: 90n, reserved: 10n }, 0n, 1, "bad"],
  [{ effective: 100n, used: 130n, reserved: 0n }, 0n, 1, "bad"],
  [{ effective: 0n, used: 0n, reserved: 0n }, 0n, 1, "bad"],
  [{ effective: 10n ** 30n, used: 10n ** 29n, reserved: 0n }, 9n * 10n ** 29n, 0.1, "water"],
] as const)("of %o is left %s", (fill, left, share, tone) => {
  expect(leftOf(fill)).toBe(left);
  expect(shareOf(fill)).toBe(share);
  expect(toneOf(share)).toBe(tone);
});

test("what is not quite full never reads as if it were", () => {
  expect(shareOf({ effective: 10n ** 12n, used: 10n ** 12n - 1n, reserved: 0n })).toBeLessThan(1);
});
