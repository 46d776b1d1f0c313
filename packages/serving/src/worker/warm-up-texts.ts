import type { Batch } from "./batch.ts";
import { type Rows, tokenBatch } from "./token-batch.ts";
import { explainWidth } from "./trouble.ts";
import { fastestRun, type Warmth, type WarmUp, type WarmUpBounds } from "./warm-up.ts";
import type { WorkerProcess } from "./worker-process.ts";

/** Two sizes that differ enough to tell a call's own cost from its tokens'. */
const SMALL = { rows: 1, length: 8 };
const MEDIUM = { rows: 4, length: 32 };
/** Touches the memory that real batches will need. Larger ones only take more of it, and restarts would too. */
const LARGE_ROW_TOKENS = 32;
const LARGE_TOKENS_MAX = 2_048;

type TextBounds = {
  readonly inputTokensMax: number;
  /** Numbers in a row of the model's answers. */
  readonly width: number;
};

/** Batches of token 0, which every model knows. */
export function warmUpTexts({ inputTokensMax, width }: TextBounds): WarmUp {
  const cut = ({ rows, length }: Shape): Shape => ({ rows, length: Math.min(length, inputTokensMax) });
  return async (worker, bounds) => {
    if (bounds.isBrief) return firstRun(worker, { shape: cut(SMALL), width });
    const large = await worker.run(evenBatch(largeShape(bounds, inputTokensMax)));
    if (large.kind !== "done") return { kind: "cold", mishap: large };
    const [medium, small] = [cut(MEDIUM), cut(SMALL)];
    const mediumRun = await fastestRun(worker, evenBatch(medium));
    if (mediumRun.kind !== "done") return { kind: "cold", mishap: mediumRun };
    const smallRun = await fastestRun(worker, evenBatch(small));
    if (smallRun.kind !== "done") return { kind: "cold", mishap: smallRun };
    const unfit = checkWidth(large.answer, width);
    if (unfit !== null) return unfit;
    return {
      kind: "warm",
      measured: [
        { ...small, tookMs: smallRun.computeMs },
        { ...medium, tookMs: mediumRun.computeMs },
      ],
      sharesBatches: true,
    };
  };
}

async function firstRun(
  worker: WorkerProcess,
  { shape, width }: { shape: Shape; width: number },
): Promise<Warmth> {
  const first = await worker.run(evenBatch(shape));
  if (first.kind !== "done") return { kind: "cold", mishap: first };
  return checkWidth(first.answer, width) ?? { kind: "warm", measured: null, sharesBatches: true };
}

function checkWidth([row]: Rows, width: number): Warmth | null {
  const given = row?.length ?? 0;
  return given === width ? null : { kind: "unfit", trouble: explainWidth(given, width) };
}

type Shape = { readonly rows: number; readonly length: number };

function largeShape({ batchTokensMax, batchRowsMax }: WarmUpBounds, inputTokensMax: number): Shape {
  const length = Math.min(LARGE_ROW_TOKENS, inputTokensMax);
  const tokens = Math.min(LARGE_TOKENS_MAX, batchTokensMax);
  return { rows: Math.max(Math.min(Math.floor(tokens / length), batchRowsMax), 1), length };
}

/** Rows of one length. */
export function evenBatch({ rows, length }: Shape): Batch<Rows> {
  return tokenBatch(Array.from({ length: rows }, () => new Int32Array(length)));
}
