import type { Batch } from "./batch.ts";
import { type Rows, tokenBatch } from "./token-batch.ts";
import { explainWidth } from "./trouble.ts";
import { fastestRun, RUNS, type WarmUp, type WarmUpBounds } from "./warm-up.ts";

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
  const [medium, small] = [cut(MEDIUM), cut(SMALL)];
  return async (worker, bounds) => {
    const { effort } = bounds;
    const first = await worker.run(evenBatch(effort === "full" ? largeShape(bounds, inputTokensMax) : small));
    if (first.kind !== "done") return { kind: "cold", mishap: first };
    const given = first.answer[0]?.length ?? 0;
    if (given !== width) return { kind: "unfit", trouble: explainWidth(given, width) };
    if (effort === "least") return { kind: "warm", measured: null, sharesBatches: true };
    const runs = effort === "full" ? RUNS : 1;
    const mediumRun = await fastestRun(worker, evenBatch(medium), runs);
    if (mediumRun.kind !== "done") return { kind: "cold", mishap: mediumRun };
    const smallRun = await fastestRun(worker, evenBatch(small), runs);
    if (smallRun.kind !== "done") return { kind: "cold", mishap: smallRun };
    const measured = [
      { ...small, tookMs: smallRun.computeMs },
      { ...medium, tookMs: mediumRun.computeMs },
    ] as const;
    return { kind: "warm", measured, sharesBatches: true };
  };
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
