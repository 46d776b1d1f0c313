import type { FilledLimit } from "@millrace/quotas";
import { isHeld } from "./limit-subjects.ts";

/**
 * Limits of the whole team that stop something: used up, or of what the team holds exceeded. What frees within a minute is
 * left out.
 */
export function stoppedLimits(limits: readonly FilledLimit[]): FilledLimit[] {
  return limits.filter(({ scope, measure, period, used, effective }) => {
    if (scope !== "team" || period === "minute" || measure === "concurrency") return false;
    return isHeld(measure) ? used > effective : used >= effective;
  });
}
