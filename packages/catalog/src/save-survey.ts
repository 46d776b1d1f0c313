import type { SystemContext } from "@millrace/db";
import type { ModelProfile, ProfileCell, Task } from "./model.ts";
import { judgeAgreement } from "./rules/judge-agreement.ts";
import { saveProfile } from "./save-profile.ts";

/** What a node found when it measured a version, its int8 variant with it (packages/serving: `surveyVariants`). */
export type Survey = {
  fp32: Measured;
  /** Or why there is none, as a sentence. */
  int8: (Measured & Pick<ModelProfile, "agreement" | "samples">) | { reason: string };
};

type Measured = Pick<ModelProfile, "loadMs" | "memoryBytes" | "sizeBytes"> & {
  points: readonly ProfileCell[];
};

type Surveyed = { version: { id: string; task: Task }; nodeId: string; survey: Survey };

/** Saves what was found of both variants, and says why int8 is not offered, or null when it is. */
export async function saveSurvey(
  ctx: SystemContext,
  { version, nodeId, survey: { fp32, int8 } }: Surveyed,
): Promise<{ int8Reason: string | null }> {
  const of = { modelVersionId: version.id, nodeId };
  await saveProfile(ctx, { ...of, ...columnsOf(fp32), variant: "fp32" });
  if ("reason" in int8) {
    const nothing = { loadMs: 0, memoryBytes: 0, grid: [], sizeBytes: 0, agreement: null, samples: 0 };
    await saveProfile(ctx, { ...of, ...nothing, variant: "int8", reason: int8.reason });
    return { int8Reason: int8.reason };
  }
  const { agreement, samples } = int8;
  const reason = agreement === null ? null : judgeAgreement(version.task, agreement);
  await saveProfile(ctx, { ...of, ...columnsOf(int8), variant: "int8", agreement, samples, reason });
  return { int8Reason: reason };
}

function columnsOf({ loadMs, memoryBytes, sizeBytes, points }: Measured) {
  return { loadMs, memoryBytes, sizeBytes, grid: [...points], agreement: null, samples: 0, reason: null };
}
