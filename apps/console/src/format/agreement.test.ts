import { expect, test } from "vitest";
import { formatAgreement } from "./agreement.ts";

test.each([
  [1, "1"],
  [0.99934, "0.99934"],
  [0.999, "0.999"],
  [0.9989999, "0.99899"],
] as const)("a cosine of %s reads %s", (agreement, text) => {
  expect(formatAgreement(agreement, "cosine", "en")).toBe(text);
});

test.each([
  [1, "100%"],
  [0.995, "99.5%"],
  [0.9949999, "99.49%"],
] as const)("a share of %s equal labels reads %s", (agreement, text) => {
  expect(formatAgreement(agreement, "labels", "en")).toBe(text);
});
