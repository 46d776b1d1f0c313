import { describe, expect, test } from "vitest";
import { chooseVariant } from "./choose-variant.ts";
import { judgeSurvey } from "./judge-survey.ts";

const measured = { loadMs: 1, memoryBytes: 2, sizeBytes: 3 };
const points = [{ rows: 8, tokens: 32, medianMs: 4, tokensPerSecond: 64_000 }];
const fp32 = { ...measured, points };
const fast = { ...measured, points: points.map((point) => ({ ...point, medianMs: 2 })) };

describe("judgeSurvey", () => {
  test("what is near enough to fp32 is offered", () => {
    const judged = judgeSurvey("feature-extraction", {
      fp32,
      int8: { ...fast, agreement: 0.9999, samples: 40 },
    });
    expect(judged).toEqual([
      { variant: "fp32", ...measured, grid: points, agreement: null, samples: 0, reason: null },
      { variant: "int8", ...measured, grid: fast.points, agreement: 0.9999, samples: 40, reason: null },
    ]);
    expect(chooseVariant(judged)).toBe("int8");
  });

  test("what is too far off is not, and keeps its figures beside the reason", () => {
    const int8 = { ...fast, agreement: 0.9, samples: 40 };
    const [, judged] = judgeSurvey("feature-extraction", { fp32, int8 });
    expect(judged).toMatchObject({
      grid: fast.points,
      agreement: 0.9,
      reason: expect.stringMatching(/0\.90000/),
    });
  });

  test("what there is not says why", () => {
    const [, judged] = judgeSurvey("tensor", { fp32, int8: { reason: "It has no products." } });
    expect(judged).toMatchObject({ variant: "int8", grid: [], reason: "It has no products." });
  });

  test("what could not be compared is offered, and never chosen unasked", () => {
    const judged = judgeSurvey("tensor", { fp32, int8: { ...fast, agreement: null, samples: 0 } });
    expect(judged[1]).toMatchObject({ agreement: null, reason: null });
    expect(chooseVariant(judged)).toBe("fp32");
  });

  test("what was not looked at is left out, so that it is still to be measured", () => {
    expect(judgeSurvey("tensor", { fp32, int8: null })).toHaveLength(1);
  });
});
