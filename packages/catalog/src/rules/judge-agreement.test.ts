import { expect, test } from "vitest";
import { judgeAgreement } from "./judge-agreement.ts";

test.each([
  ["feature-extraction", 0.999],
  ["text-classification", 0.995],
] as const)("a variant of a %s model is offered from %d on", (task, bound) => {
  expect(judgeAgreement(task, bound)).toBeNull();
  expect(judgeAgreement(task, 1)).toBeNull();
  expect(judgeAgreement(task, bound - 1e-6)).toMatch(/asked for/);
});

test("what is too far off says how far, in the task's own measure", () => {
  expect(judgeAgreement("text-classification", 0.9)).toBe(
    "It gives the same top label as fp32 on 90.0 % of the model's samples; 99.5 % are asked for.",
  );
  expect(judgeAgreement("feature-extraction", 0.98765)).toMatch(/a cosine of 0\.98765 of fp32/);
  expect(judgeAgreement("feature-extraction", Number.NaN)).toMatch(/asked for/);
});
