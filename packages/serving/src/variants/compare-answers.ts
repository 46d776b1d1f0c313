import type { TextModel } from "../model.ts";

/** What two variants of one model answered to the same text. */
export type AnswerPair = { readonly fp32: Float32Array; readonly other: Float32Array };

/**
 * How near a variant comes to fp32: of vectors the smallest cosine, of labels the share of texts with the same best one.
 * Null without answers to compare.
 */
export function compareAnswers(task: TextModel["task"], pairs: readonly AnswerPair[]): number | null {
  if (pairs.length === 0) return null;
  if (task === "feature-extraction") return Math.min(...pairs.map(cosine));
  const same = pairs.filter(({ fp32, other }) => bestOf(fp32) === bestOf(other));
  return same.length / pairs.length;
}

/** 0 where there is no direction to compare: a variant that gives no numbers is as far off as can be. */
function cosine({ fp32, other }: AnswerPair): number {
  let [product, squareOne, squareTwo] = [0, 0, 0];
  for (const [index, one] of fp32.entries()) {
    const two = other[index] ?? Number.NaN;
    product += one * two;
    squareOne += one * one;
    squareTwo += two * two;
  }
  const value = product / Math.sqrt(squareOne * squareTwo);
  return Number.isFinite(value) ? Math.min(value, 1) : 0;
}

/** -1 where no number is the largest. */
function bestOf(scores: Float32Array): number {
  return scores.indexOf(Math.max(...scores));
}
