import { expect, test } from "vitest";
import { partsOf } from "./ladder-parts.ts";

test("the parts add up to the whole, which is the bare run and what stands above it", () => {
  const parts = partsOf({ run: 0.4, tokens: 0.6, text: 0.7, key: 0.3, whole: 1.9 });
  const { "the whole request": whole = 0, "above session.run": above = 0, ...single } = parts;
  expect(Object.values(single).reduce((sum, part) => sum + part, 0)).toBeCloseTo(whole);
  expect(whole - (parts["session.run"] ?? 0)).toBeCloseTo(above);
});
