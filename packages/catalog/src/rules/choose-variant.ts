import type { ModelProfile, Task, Variant } from "../model.ts";

/**
 * How near to fp32 another variant must come on the model's own samples: the smallest cosine of two vectors, or the share
 * of texts with the same top label. A raw tensor has no samples, so nothing is asked of it and it is never chosen by us.
 */
export const AGREEMENT_MIN: Record<Task, number> = {
  "feature-extraction": 0.999,
  "text-classification": 0.995,
  tensor: 1,
};

/** Less than this is within what one machine measures differently from one minute to the next. */
const SPEED_UP_MIN = 1.05;

/** What a choice of variant needs to know of a measurement. */
export type VariantFacts = Pick<ModelProfile, "variant" | "grid" | "agreement" | "reason">;

/**
 * The fastest variant that was measured to be near enough to fp32; fp32 while that is not known, as without samples.
 * All measurements are of one node.
 */
export function chooseVariant(profiles: readonly VariantFacts[]): Variant {
  const int8 = profiles.find(({ variant }) => variant === "int8");
  if (!int8 || int8.reason !== null || int8.agreement === null) return "fp32";
  return (speedUpOf(profiles) ?? 0) >= SPEED_UP_MIN ? "int8" : "fp32";
}

/** How many times faster int8 is: the geometric mean over the batches that both were measured on; null without any. */
export function speedUpOf(profiles: readonly VariantFacts[]): number | null {
  const gridOf = (wanted: Variant) => profiles.find(({ variant }) => variant === wanted)?.grid ?? [];
  const logarithms = gridOf("fp32").flatMap((cell) => {
    const same = gridOf("int8").find(({ rows, tokens }) => rows === cell.rows && tokens === cell.tokens);
    return same && same.medianMs > 0 && cell.medianMs > 0 ? [Math.log(cell.medianMs / same.medianMs)] : [];
  });
  if (logarithms.length === 0) return null;
  return Math.exp(logarithms.reduce((total, one) => total + one, 0) / logarithms.length);
}
