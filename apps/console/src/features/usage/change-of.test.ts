import { expect, test } from "vitest";
import { changeOf } from "./change-of.ts";

test.each([
  [150, 100, { by: 50, share: 0.5 }],
  [0, 100, { by: -100, share: -1 }],
  [100, 100, { by: 0, share: 0 }],
  [7, 0, { by: 7, share: null }],
  [10n ** 20n + 1n, 10n ** 20n, { by: 1n, share: 1e-20 }],
])("%d after %d", (now, before, change) => {
  expect(changeOf(now, before)).toEqual(change);
});
