import type { TokenBatch } from "../backends/backend.ts";
import type { BatchOutcome, WorkerProcess } from "./worker-process.ts";

/** Two sizes that differ enough to tell a call's own cost from its tokens'. */
const SMALL = { rows: 1, length: 8 };
const MEDIUM = { rows: 4, length: 32 };
/** The fastest counts: on a busy machine most are interrupted, and too large an overhead would pad too much. */
const RUNS = 6;
/** Touches the memory that real batches will need. Larger ones only take more of it, and restarts would too. */
const LARGE_ROW_TOKENS = 32;
const LARGE_TOKENS_MAX = 2_048;
/** No encoder that was measured had less. */
const OVERHEAD_TOKENS_MIN = 4;
const OVERHEAD_TOKENS_MAX = 64;

export type WarmUpBounds = {
  readonly inputTokensMax: number;
  readonly batchTokensMax: number;
  readonly batchRowsMax: number;
};

type WarmUp =
  | { readonly kind: "warm"; readonly width: number; readonly overheadTokens: number }
  | { readonly kind: "cold"; readonly outcome: Exclude<BatchOutcome, { kind: "rows" }> };

/**
 * Lets a new process compute a few batches, so that no caller pays for its first steps, and learns from them
 * what a call of the model costs beyond its tokens: time = (overhead + tokens) × time per token.
 */
export async function warmUp(worker: WorkerProcess, bounds: WarmUpBounds): Promise<WarmUp> {
  const large = await worker.run(largeBatch(bounds));
  if (large.kind !== "rows") return { kind: "cold", outcome: large };
  const [mediumBatch, smallBatch] = [shapedBatch(MEDIUM, bounds), shapedBatch(SMALL, bounds)];
  const medium = await fastestRun(worker, mediumBatch);
  if (medium.kind !== "rows") return { kind: "cold", outcome: medium };
  const small = await fastestRun(worker, smallBatch);
  if (small.kind !== "rows") return { kind: "cold", outcome: small };
  const overheadTokens = learnOverhead(
    { tokens: smallBatch.ids.length, tookMs: small.computeMs },
    { tokens: mediumBatch.ids.length, tookMs: medium.computeMs },
  );
  return { kind: "warm", width: large.width, overheadTokens };
}

async function fastestRun(worker: WorkerProcess, batch: TokenBatch): Promise<BatchOutcome> {
  let fastest = await worker.run(batch);
  for (let run = 1; run < RUNS && fastest.kind === "rows"; run += 1) {
    const outcome = await worker.run(batch);
    if (outcome.kind !== "rows" || outcome.computeMs < fastest.computeMs) fastest = outcome;
  }
  return fastest;
}

type Measured = { readonly tokens: number; readonly tookMs: number };

/** The line through both measurements, cut where its crossing with zero tokens would be noise. */
export function learnOverhead(small: Measured, medium: Measured): number {
  const msPerToken = (medium.tookMs - small.tookMs) / (medium.tokens - small.tokens);
  const overheadTokens = small.tookMs / msPerToken - small.tokens;
  if (!(msPerToken > 0)) return OVERHEAD_TOKENS_MIN;
  return Math.min(Math.max(Math.round(overheadTokens), OVERHEAD_TOKENS_MIN), OVERHEAD_TOKENS_MAX);
}

function largeBatch(bounds: WarmUpBounds): TokenBatch {
  const length = Math.min(LARGE_ROW_TOKENS, bounds.inputTokensMax);
  const tokens = Math.min(LARGE_TOKENS_MAX, bounds.batchTokensMax);
  return evenBatch(Math.max(Math.min(Math.floor(tokens / length), bounds.batchRowsMax), 1), length);
}

function shapedBatch(shape: { rows: number; length: number }, bounds: WarmUpBounds): TokenBatch {
  return evenBatch(shape.rows, Math.min(shape.length, bounds.inputTokensMax));
}

/** Every model knows token 0. */
export function evenBatch(rows: number, length: number): TokenBatch {
  return { lengths: new Int32Array(rows).fill(length), ids: new Int32Array(rows * length) };
}
