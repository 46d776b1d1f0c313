import { type GridPoint, gridOf } from "./grid.ts";
import type { Probe } from "./probe.ts";

const RUNS_MAX = 1_000;
/** For each of the probes. No point takes more than its share of the whole, but for a single run that is longer. */
const TOTAL_BUDGET_MS = 5_000;
const POINT_BUDGET_MS = 450;

export type ProfilePoint = {
  readonly rows: number;
  /** Tokens per row; 1 for a model that reads tensors. */
  readonly tokens: number;
  readonly medianMs: number;
  readonly tokensPerSecond: number;
};

type Probes = readonly [Probe, ...Probe[]];

/**
 * Times each probe over the grid of the first, in turns of one batch each: what else the machine does slows all of them
 * alike, so their ratio is honest when the times are not. Gives a list for each probe, of the same points: those whose turn
 * came too late, or on which one of them would not compute, are left out.
 */
export async function measureGrids(
  probes: Probes,
  runs: number,
  signal?: AbortSignal,
): Promise<ProfilePoint[][]> {
  const startedMs = performance.now();
  const points = probes.map((): ProfilePoint[] => []);
  for (const point of gridOf(probes[0].model)) {
    if (performance.now() - startedMs > TOTAL_BUDGET_MS * probes.length) break;
    signal?.throwIfAborted();
    const medians = await mediansOf(probes, point, Math.min(runs, RUNS_MAX));
    if (medians === null) break;
    const { rows, tokens } = point;
    for (const [index, medianMs] of medians.entries()) {
      points[index]?.push({ rows, tokens, medianMs, tokensPerSecond: (rows * tokens * 1_000) / medianMs });
    }
  }
  return points;
}

/**
 * The first run of a shape allocates for it and does not count, unless it is the only one. Null when one of the models does
 * not compute on what was guessed.
 */
async function mediansOf(probes: Probes, point: GridPoint, runs: number): Promise<number[] | null> {
  const startedMs = performance.now();
  const firsts = await turn(probes, point);
  if (firsts === null) return null;
  const counted: number[][] = [];
  while (counted.length < runs && performance.now() - startedMs < POINT_BUDGET_MS * probes.length) {
    const times = await turn(probes, point);
    if (times !== null) counted.push(times);
  }
  return firsts.map((first, index) => median(counted.flatMap((times) => times[index] ?? [])) ?? first);
}

async function turn(probes: Probes, { batch, isGuess }: GridPoint): Promise<number[] | null> {
  const times: number[] = [];
  for (const probe of probes) {
    const outcome = isGuess ? await probe.tryRun(batch) : await probe.run(batch);
    if (outcome === null) return null;
    times.push(outcome.computeMs);
  }
  return times;
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
