import { expect, test } from "vitest";
import { scoreLabels } from "./score-labels.ts";

const LABELS = ["de", "en", "fr"];

test("softmax scores add up to one, best first", () => {
  const scores = scoreLabels(Float32Array.of(1, 3, 2), LABELS, { activation: "softmax", topK: null });
  expect(scores.map(({ label }) => label)).toEqual(["en", "fr", "de"]);
  expect(scores.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 12);
});

test("huge logits do not overflow", () => {
  const [best] = scoreLabels(Float32Array.of(1e4, -1e4, 0), LABELS, { activation: "softmax", topK: 1 });
  expect(best).toEqual({ label: "de", score: 1 });
});

test("sigmoid scores stand for themselves", () => {
  const scores = scoreLabels(Float32Array.of(0, 100, -100), LABELS, { activation: "sigmoid", topK: null });
  expect(scores).toEqual([
    { label: "en", score: 1 },
    { label: "de", score: 0.5 },
    { label: "fr", score: expect.closeTo(0, 12) },
  ]);
});

test("none gives the logits back, and more labels than there are is all of them", () => {
  const scores = scoreLabels(Float32Array.of(-1, 5, 2), LABELS, { activation: "none", topK: 99 });
  expect(scores.map(({ score }) => score)).toEqual([5, 2, -1]);
});
