import type { Clock } from "@millrace/kernel";
import type { CacheUse } from "./requests.ts";
import type { RollingFigures } from "./status.ts";
import type { Timings } from "./timings.ts";

const WINDOW_SECONDS = 10;
const MS_PER_SECOND = 1_000;

/** Durations are counted in steps of 10 %, from 0.01 ms to about an hour. */
const STEP = 1.1;
const FIRST_STEP_MS = 0.01;
const STEPS = 208;

/** What happened within one second. */
class Tally {
  requests = 0;
  inputTokens = 0;
  refused = 0;
  cacheHits = 0;
  queueMs = 0;
  computeMs = 0;
  totalMs = 0;
  batches = 0;
  batchRows = 0;
  batchTokens = 0;
  paddedTokens = 0;
  readonly totals = new Uint32Array(STEPS);
}

type CountedRequest = {
  readonly timings: Timings;
  readonly inputTokens: number;
  readonly cache: CacheUse;
};

/** Counts requests and batches, and tells the last ten seconds at any time. Bounded, whatever the load. */
export class FigureKeeper {
  readonly #clock: Clock;
  #tallies = new Map<number, Tally>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  countRequest({ timings, inputTokens, cache }: CountedRequest): void {
    const tally = this.#current();
    tally.requests += 1;
    tally.inputTokens += inputTokens;
    if (cache === "hit") tally.cacheHits += 1;
    tally.queueMs += timings.queueMs;
    tally.computeMs += timings.computeMs;
    tally.totalMs += timings.totalMs;
    const step = stepOf(timings.totalMs);
    tally.totals[step] = (tally.totals[step] ?? 0) + 1;
  }

  countRefused(): void {
    this.#current().refused += 1;
  }

  countBatch(batch: { rows: number; tokens: number; paddedTokens: number }): void {
    const tally = this.#current();
    tally.batches += 1;
    tally.batchRows += batch.rows;
    tally.batchTokens += batch.tokens;
    tally.paddedTokens += batch.paddedTokens;
  }

  read(): RollingFigures {
    const { tallies, sum, seconds } = this.#window();
    const requests = sum((tally) => tally.requests);
    const mean = (total: number, count: number) => (count === 0 ? null : total / count);
    const batches = sum((tally) => tally.batches);
    const paddedTokens = sum((tally) => tally.paddedTokens);
    return {
      requestsPerSecond: requests / seconds,
      inputTokensPerSecond: sum((tally) => tally.inputTokens) / seconds,
      refusedPerSecond: sum((tally) => tally.refused) / seconds,
      cacheHitsPerSecond: sum((tally) => tally.cacheHits) / seconds,
      totalP50Ms: percentile(tallies, requests * 0.5),
      totalP99Ms: percentile(tallies, requests * 0.99),
      queueMeanMs: mean(
        sum((tally) => tally.queueMs),
        requests,
      ),
      computeMeanMs: mean(
        sum((tally) => tally.computeMs),
        requests,
      ),
      totalMeanMs: mean(
        sum((tally) => tally.totalMs),
        requests,
      ),
      batchRowsMean: mean(
        sum((tally) => tally.batchRows),
        batches,
      ),
      paddingShare: mean(paddedTokens - sum((tally) => tally.batchTokens), paddedTokens),
    };
  }

  #window() {
    const nowSeconds = this.#clock.monotonicMs() / MS_PER_SECOND;
    const from = Math.floor(nowSeconds) - WINDOW_SECONDS;
    const tallies = [...this.#tallies].filter(([second]) => second > from).map(([, tally]) => tally);
    return {
      tallies,
      /** The oldest second is whole, the current one has only begun. */
      seconds: nowSeconds - from - 1,
      sum: (pick: (tally: Tally) => number) => tallies.reduce((total, tally) => total + pick(tally), 0),
    };
  }

  #current(): Tally {
    const second = Math.floor(this.#clock.monotonicMs() / MS_PER_SECOND);
    const known = this.#tallies.get(second);
    if (known) return known;
    for (const old of this.#tallies.keys()) if (old <= second - WINDOW_SECONDS) this.#tallies.delete(old);
    const tally = new Tally();
    this.#tallies.set(second, tally);
    return tally;
  }
}

function stepOf(durationMs: number): number {
  const step = Math.round(Math.log(Math.max(durationMs, FIRST_STEP_MS) / FIRST_STEP_MS) / Math.log(STEP));
  return Math.min(step, STEPS - 1);
}

/** The duration below which `rank` of all requests lie; null when there are none. */
function percentile(tallies: readonly Tally[], rank: number): number | null {
  if (rank === 0) return null;
  let seen = 0;
  for (let step = 0; step < STEPS; step += 1) {
    for (const tally of tallies) seen += tally.totals[step] ?? 0;
    if (seen >= rank) return FIRST_STEP_MS * STEP ** step;
  }
  return null;
}
