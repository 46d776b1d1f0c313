import type { TokenBatch } from "../backends/backend.ts";
import type { MeasuredBatch } from "../batching/cost-model.ts";
import type { BatchOutcome, WorkerProcess } from "./worker-process.ts";

/** Two sizes that differ enough to tell a call's own cost from its tokens'. */
const SMALL = { rows: 1, length: 8 };
const MEDIUM = { rows: 4, length: 32 };
/** The fastest counts: on a busy machine most are interrupted, and too large a cost of the call would pad too much. */
const RUNS = 6;
/** Touches the memory that real batches will need. Larger ones only take more of it, and restarts would too. */
const LARGE_ROW_TOKENS = 32;
const LARGE_TOKENS_MAX = 2_048;

export type WarmUpBounds = {
  readonly inputTokensMax: number;
  readonly batchTokensMax: number;
  readonly batchRowsMax: number;
};

type WarmUp =
  | {
      readonly kind: "warm";
      readonly width: number;
      readonly small: MeasuredBatch;
      readonly medium: MeasuredBatch;
    }
  | { readonly kind: "cold"; readonly outcome: Exclude<BatchOutcome, { kind: "rows" }> };

/**
 * Lets a new process compute a few batches, so that no caller pays for its first steps, and times two sizes of them.
 */
export async function warmUp(worker: WorkerProcess, bounds: WarmUpBounds): Promise<WarmUp> {
  const large = await worker.run(largeBatch(bounds));
  if (large.kind !== "rows") return { kind: "cold", outcome: large };
  const medium = await fastestRun(worker, shapedBatch(MEDIUM, bounds));
  if (medium.kind !== "rows") return { kind: "cold", outcome: medium };
  const small = await fastestRun(worker, shapedBatch(SMALL, bounds));
  if (small.kind !== "rows") return { kind: "cold", outcome: small };
  const measured = (shape: Shape, tookMs: number) => ({ ...cutShape(shape, bounds), tookMs });
  return {
    kind: "warm",
    width: large.width,
    small: measured(SMALL, small.computeMs),
    medium: measured(MEDIUM, medium.computeMs),
  };
}

type Shape = { readonly rows: number; readonly length: number };

async function fastestRun(worker: WorkerProcess, batch: TokenBatch): Promise<BatchOutcome> {
  let fastest = await worker.run(batch);
  for (let run = 1; run < RUNS && fastest.kind === "rows"; run += 1) {
    const outcome = await worker.run(batch);
    if (outcome.kind !== "rows" || outcome.computeMs < fastest.computeMs) fastest = outcome;
  }
  return fastest;
}

function largeBatch(bounds: WarmUpBounds): TokenBatch {
  const length = Math.min(LARGE_ROW_TOKENS, bounds.inputTokensMax);
  const tokens = Math.min(LARGE_TOKENS_MAX, bounds.batchTokensMax);
  return evenBatch(Math.max(Math.min(Math.floor(tokens / length), bounds.batchRowsMax), 1), length);
}

function shapedBatch(shape: Shape, bounds: WarmUpBounds): TokenBatch {
  const { rows, length } = cutShape(shape, bounds);
  return evenBatch(rows, length);
}

function cutShape({ rows, length }: Shape, { inputTokensMax }: WarmUpBounds): Shape {
  return { rows, length: Math.min(length, inputTokensMax) };
}

/** Every model knows token 0. */
export function evenBatch(rows: number, length: number): TokenBatch {
  return { lengths: new Int32Array(rows).fill(length), ids: new Int32Array(rows * length) };
}
