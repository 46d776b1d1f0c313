import type { Task } from "../model.ts";
import { AGREEMENT_MIN } from "./choose-variant.ts";

/** Why a variant that agrees with fp32 this much is not offered, as a sentence; null when it is near enough. */
export function judgeAgreement(task: Task, agreement: number): string | null {
  const least = AGREEMENT_MIN[task];
  if (agreement >= least) return null;
  if (task === "text-classification") {
    return `It gives the same top label as fp32 on ${percent(agreement)} of the model's samples; ${percent(least)} are asked for.`;
  }
  return `Its vectors come within a cosine of ${agreement.toFixed(5)} of fp32 on the model's samples; ${least} is asked for.`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
