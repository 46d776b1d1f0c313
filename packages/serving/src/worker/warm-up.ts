import type { MeasuredBatch } from "../batching/cost-model.ts";
import type { Batch, BatchMishap, BatchOutcome } from "./batch.ts";
import type { Trouble } from "./trouble.ts";
import type { WorkerProcess } from "./worker-process.ts";

/** The fastest counts: on a busy machine most are interrupted, and too large a cost of the call would pad too much. */
export const RUNS = 6;
/** A slow model is known well enough from fewer. */
const RUNS_BUDGET_MS = 1_000;

export type WarmUpBounds = {
  readonly batchTokensMax: number;
  readonly batchRowsMax: number;
  /**
   * `full`: nobody waits. `brief`: somebody does, so what must be learned is learned from as few runs as tell it. `least`: an
   * earlier process has told it, so one run is enough.
   */
  readonly effort: "full" | "brief" | "least";
};

/** How the first batches of a new process came out. */
export type Warmth =
  | {
      readonly kind: "warm";
      /** What two sizes of batch took; null for a model that nobody knows inputs for. */
      readonly measured: readonly [small: MeasuredBatch, medium: MeasuredBatch] | null;
      /** Inputs may share a batch: none changes what another gets. */
      readonly sharesBatches: boolean;
    }
  /** It computes, but not what it should. */
  | { readonly kind: "unfit"; readonly trouble: Trouble }
  | { readonly kind: "cold"; readonly mishap: BatchMishap };

/**
 * Lets a new process compute a few batches, so that no caller pays for its first steps, and learns from them what
 * batches cost.
 */
export type WarmUp = (worker: WorkerProcess, bounds: WarmUpBounds) => Promise<Warmth>;

/** The outcome of the fastest of several runs, or of the first that came to grief. */
export async function fastestRun<Answer>(
  worker: WorkerProcess,
  batch: Batch<Answer>,
  runs = RUNS,
): Promise<BatchOutcome<Answer>> {
  const startedMs = performance.now();
  let fastest = await worker.run(batch);
  for (let run = 1; run < runs && performance.now() - startedMs < RUNS_BUDGET_MS; run += 1) {
    if (fastest.kind !== "done") return fastest;
    const outcome = await worker.run(batch);
    if (outcome.kind !== "done" || outcome.computeMs < fastest.computeMs) fastest = outcome;
  }
  return fastest;
}
