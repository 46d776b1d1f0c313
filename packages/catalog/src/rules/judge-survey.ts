import type { ModelProfile, ProfileCell, Task } from "../model.ts";
import { judgeAgreement } from "./judge-agreement.ts";

/** What was found when a version was measured, its int8 variant with it (packages/serving: `surveyVariants`). */
export type Survey = {
  fp32: Measured;
  /** Or why there is none, as a sentence; null when it was not looked at. */
  int8: (Measured & Pick<ModelProfile, "agreement" | "samples">) | { reason: string } | null;
};

type Measured = Pick<ModelProfile, "loadMs" | "memoryBytes" | "sizeBytes"> & {
  points: readonly ProfileCell[];
};

/** A measurement without where and when it was made. */
export type JudgedProfile = Omit<ModelProfile, "nodeName" | "measuredAt">;

const NOT_COMPARED = { agreement: null, samples: 0, reason: null };
const NOT_MEASURED = { loadMs: 0, memoryBytes: 0, sizeBytes: 0, grid: [] };

/** What was found of each variant, with why int8 is not offered, if it is not. */
export function judgeSurvey(task: Task, { fp32, int8 }: Survey): JudgedProfile[] {
  const judged: JudgedProfile[] = [{ variant: "fp32", ...columnsOf(fp32), ...NOT_COMPARED }];
  if (int8 === null) return judged;
  if ("reason" in int8) {
    return [...judged, { variant: "int8", ...NOT_MEASURED, ...NOT_COMPARED, reason: int8.reason }];
  }
  const { agreement, samples } = int8;
  const reason = agreement === null ? null : judgeAgreement(task, agreement);
  return [...judged, { variant: "int8", ...columnsOf(int8), agreement, samples, reason }];
}

function columnsOf({ loadMs, memoryBytes, sizeBytes, points }: Measured) {
  return { loadMs, memoryBytes, sizeBytes, grid: [...points] };
}
