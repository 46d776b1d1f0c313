import type { Timing } from "../benchmark.ts";
import { quantile } from "../statistics.ts";

export type LoopFigures = { perSecond: number; p50Ms: number; p99Ms: number };

/**
 * Callers that each ask again as soon as they are answered. What is answered within the measured time counts, which goes on
 * until something is; the warm-up before it does not. The first failure is thrown.
 */
export async function closedLoop(
  callers: number,
  { warmUpMs, measureMs }: Timing,
  call: (turn: number) => Promise<void>,
): Promise<LoopFigures> {
  const startMs = performance.now() + warmUpMs;
  const endMs = startMs + measureMs;
  const latenciesMs: number[] = [];
  let measuredMs = measureMs;
  let turn = 0;

  function count(askedMs: number, answeredMs: number): void {
    const isFirst = latenciesMs.length === 0;
    if (answeredMs < startMs || (answeredMs > endMs && !isFirst)) return;
    if (isFirst) measuredMs = Math.max(measureMs, answeredMs - startMs);
    latenciesMs.push(answeredMs - askedMs);
  }

  async function caller(): Promise<void> {
    for (let nowMs = performance.now(); nowMs < endMs || latenciesMs.length === 0; ) {
      const askedMs = nowMs;
      await call(turn++);
      nowMs = performance.now();
      count(askedMs, nowMs);
    }
  }

  await Promise.all(Array.from({ length: callers }, caller));
  const sorted = Float64Array.from(latenciesMs).sort();
  return {
    perSecond: (sorted.length / measuredMs) * 1_000,
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
  };
}
