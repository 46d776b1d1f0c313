import type { Timing } from "../benchmark.ts";
import { quantile } from "../statistics.ts";

export type LoopFigures = { perSecond: number; p50Ms: number; p99Ms: number };

/**
 * Callers that each ask again as soon as they are answered. What is answered within the measured time counts; the
 * warm-up before it does not. The first failure is thrown.
 */
export async function closedLoop(
  callers: number,
  { warmUpMs, measureMs }: Timing,
  call: (turn: number) => Promise<void>,
): Promise<LoopFigures> {
  const startMs = performance.now() + warmUpMs;
  const endMs = startMs + measureMs;
  const latenciesMs: number[] = [];
  let turn = 0;

  async function caller(): Promise<void> {
    for (let nowMs = performance.now(); nowMs < endMs; ) {
      const askedMs = nowMs;
      await call(turn++);
      nowMs = performance.now();
      if (nowMs >= startMs && nowMs <= endMs) latenciesMs.push(nowMs - askedMs);
    }
  }

  await Promise.all(Array.from({ length: callers }, caller));
  const sorted = Float64Array.from(latenciesMs).sort();
  return {
    perSecond: (sorted.length / measureMs) * 1_000,
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
  };
}
