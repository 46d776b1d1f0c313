import { SCAN_LIMITS, type ScanLimits } from "./limits.ts";
import { readModel } from "./read-model.ts";
import { type Refusal, refusalOf } from "./refusal.ts";
import { checkCounts } from "./scan/check-counts.ts";
import { checkExternal, type ExternalFile, type FileSizes } from "./scan/check-external.ts";
import { checkOperators } from "./scan/check-operators.ts";
import { checkTensors } from "./scan/check-tensors.ts";
import { checkVersions } from "./scan/check-versions.ts";
import { checkWiring } from "./scan/check-wiring.ts";
import { describe, type ModelSummary } from "./scan/summary.ts";
import { weigh } from "./scan/weigh.ts";
import type { Model } from "./schema/messages.ts";

export type ScanOptions = {
  readonly limits?: Partial<ScanLimits>;
  /** Sizes of the files beside the model's; without them their lengths stay unchecked. */
  readonly fileSizes?: FileSizes;
};

/** What was found in a model that may be opened. */
export type ScanReport = ModelSummary & { readonly externalFiles: readonly ExternalFile[] };

export type Scan =
  | { readonly kind: "accepted"; readonly model: Model; readonly report: ScanReport }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/**
 * Decides whether a stranger's file may be opened by ONNX Runtime, before it is. Never throws on account of the bytes.
 * It bounds what is fixed in the file; what depends on the inputs is bounded where the model runs, by a process with
 * limits and a deadline.
 */
export function scanModel(bytes: Uint8Array, options: ScanOptions = {}): Scan {
  const limits = { ...SCAN_LIMITS, ...options.limits };
  const model = readOrRefuse(bytes, limits);
  if ("code" in model) return refused(model);
  const refusal =
    checkVersions(model) ??
    checkCounts(model, limits) ??
    checkOperators(model) ??
    checkTensors(model) ??
    checkWiring(model);
  if (refusal !== undefined) return refused(refusal);
  const externalFiles = checkExternal(model, options.fileSizes);
  if ("code" in externalFiles) return refused(externalFiles);
  const weight = weigh(model, limits);
  if ("code" in weight) return refused(weight);
  return { kind: "accepted", model, report: { ...describe(model, weight), externalFiles } };
}

function readOrRefuse(bytes: Uint8Array, limits: ScanLimits): Model | Refusal {
  try {
    return readModel(bytes, limits);
  } catch (error) {
    return refusalOf(error);
  }
}

function refused(refusal: Refusal): Scan {
  return { kind: "refused", refusal };
}
