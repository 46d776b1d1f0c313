import type { TokenBatch } from "./backends/backend.ts";
import type { BatchOutcome, WorkerProcess } from "./worker/worker-process.ts";

const SMALL_TOKENS = 8;
const SMALL_RUNS = 3;
const LARGE_ROW_TOKENS = 32;
/** Keeps a restart short; a larger batch only takes more of the same. */
const LARGE_TOKENS_MAX = 2_048;
const OVERHEAD_TOKENS_MIN = 1;
const OVERHEAD_TOKENS_MAX = 64;

export type WarmUpBounds = {
  readonly inputTokensMax: number;
  readonly batchTokensMax: number;
  readonly batchRowsMax: number;
};

export type WarmUp =
  | { readonly kind: "warm"; readonly width: number; readonly overheadTokens: number }
  | { readonly kind: "cold"; readonly outcome: Exclude<BatchOutcome, { kind: "rows" }> };

/**
 * Lets a new process compute a few batches, so that no caller pays for its first steps, and learns from them
 * what a call of the model costs beyond its tokens: time = (overhead + tokens) × time per token.
 */
export async function warmUp(worker: WorkerProcess, bounds: WarmUpBounds): Promise<WarmUp> {
  const large = await timedRun(worker, largeBatch(bounds));
  if (large.outcome.kind !== "rows") return { kind: "cold", outcome: large.outcome };
  let small: Measured | null = null;
  for (let run = 0; run < SMALL_RUNS; run += 1) {
    const { outcome, ...measured } = await timedRun(worker, evenBatch(1, smallTokens(bounds)));
    if (outcome.kind !== "rows") return { kind: "cold", outcome };
    if (small === null || measured.tookMs < small.tookMs) small = measured;
  }
  const overheadTokens = small === null ? OVERHEAD_TOKENS_MIN : learnOverhead(small, large);
  return { kind: "warm", width: large.outcome.width, overheadTokens };
}

type Measured = { readonly tokens: number; readonly tookMs: number };

/** The line through both measurements, cut where its crossing with zero tokens would be noise. */
export function learnOverhead(small: Measured, large: Measured): number {
  const msPerToken = (large.tookMs - small.tookMs) / (large.tokens - small.tokens);
  const overheadTokens = small.tookMs / msPerToken - small.tokens;
  if (!(msPerToken > 0)) return OVERHEAD_TOKENS_MIN;
  return Math.min(Math.max(Math.round(overheadTokens), OVERHEAD_TOKENS_MIN), OVERHEAD_TOKENS_MAX);
}

function largeBatch(bounds: WarmUpBounds): TokenBatch {
  const length = Math.min(LARGE_ROW_TOKENS, bounds.inputTokensMax);
  const tokens = Math.min(LARGE_TOKENS_MAX, bounds.batchTokensMax);
  return evenBatch(Math.max(Math.min(Math.floor(tokens / length), bounds.batchRowsMax), 1), length);
}

function smallTokens(bounds: WarmUpBounds): number {
  return Math.min(SMALL_TOKENS, bounds.inputTokensMax);
}

/** Every model knows token 0. */
export function evenBatch(rows: number, length: number): TokenBatch {
  return { lengths: new Int32Array(rows).fill(length), ids: new Int32Array(rows * length) };
}

async function timedRun(worker: WorkerProcess, batch: TokenBatch) {
  const startedMs = performance.now();
  const outcome = await worker.run(batch);
  return { outcome, tokens: batch.ids.length, tookMs: performance.now() - startedMs };
}
