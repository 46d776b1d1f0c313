import { expect, test } from "vitest";
import { goDuration } from "./go-duration.ts";

test.each([
  [-5, "0s"],
  [0, "0s"],
  [0.2, "1ms"],
  [12, "12ms"],
  [999, "999ms"],
  [1_000, "1s"],
  [1_500, "1.5s"],
  [8_640, "8.64s"],
  [59_999.5, "1m0s"],
  [60_000, "1m0s"],
  [61_001, "1m1.001s"],
  [90_000, "1m30s"],
  [3_600_000, "1h0m0s"],
  [86_399_999, "23h59m59.999s"],
  [31 * 86_400_000, "744h0m0s"],
])("%s ms read %s, as Go prints them", (ms, text) => {
  expect(goDuration(ms)).toBe(text);
});
