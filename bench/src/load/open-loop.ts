import { setTimeout as delay } from "node:timers/promises";
import { seededRandom } from "@millrace/kernel";
import type { Timing } from "../benchmark.ts";
import { quantile } from "../statistics.ts";

/** How a request came out: answered, refused on purpose, or broken after it had been let in. */
export type Fate = "answered" | "refused" | "broken";

/** When requests come, whether or not earlier ones are answered: at random, so many a second (Poisson). */
export type Arrivals = { perSecond: number; seed: number };

export type OpenLoopFigures = {
  /** Answered within the deadline, of those that came in the measured time. */
  goodPerSecond: number;
  offeredPerSecond: number;
  /** Of all answers, from the moment the request was due. NaN without one, as below. */
  acceptedP99Ms: number;
  refuseP99Ms: number;
  brokenShare: number;
  /** By how much the generator itself was late in asking. */
  lateP99Ms: number;
};

type Outcome = { fate: Fate; tookMs: number; lateMs: number };
type Load = { arrivals: Arrivals; deadlineMs: number; timing: Timing };

/** Asks at the arrivals' times, and waits for the last answer. Refusals are timed from the moment of asking. */
export async function openLoop(
  { arrivals, deadlineMs, timing: { warmUpMs, measureMs } }: Load,
  call: (turn: number) => Promise<Fate>,
): Promise<OpenLoopFigures> {
  const startMs = performance.now();
  const outcomes: Promise<Outcome>[] = [];
  let turn = 0;
  for (const atMs of arrivalTimes(arrivals, warmUpMs + measureMs)) {
    const dueMs = startMs + atMs;
    while (performance.now() < dueMs) await delay(1);
    const outcome = timed(dueMs, () => call(turn));
    turn += 1;
    if (atMs >= warmUpMs) outcomes.push(outcome);
    // Awaited by nobody else: a failure of the generator itself must still end the run.
    else outcome.catch(fail);
  }
  return summed(await Promise.all(outcomes), { deadlineMs, measureMs });
}

function fail(error: unknown): never {
  throw error;
}

/** Milliseconds from the start, rising. */
export function* arrivalTimes({ perSecond, seed }: Arrivals, lengthMs: number): Generator<number> {
  const random = seededRandom(seed);
  const gapMs = () => (-Math.log(1 - random()) * 1_000) / perSecond;
  for (let atMs = gapMs(); atMs < lengthMs; atMs += gapMs()) yield atMs;
}

async function timed(dueMs: number, call: () => Promise<Fate>): Promise<Outcome> {
  const askedMs = performance.now();
  const fate = await call();
  const fromMs = fate === "refused" ? askedMs : dueMs;
  return { fate, tookMs: performance.now() - fromMs, lateMs: askedMs - dueMs };
}

function summed(
  outcomes: readonly Outcome[],
  { deadlineMs, measureMs }: { deadlineMs: number; measureMs: number },
): OpenLoopFigures {
  const timesOf = (wanted: Fate) =>
    Float64Array.from(outcomes.filter(({ fate }) => fate === wanted).map(({ tookMs }) => tookMs)).sort();
  const answered = timesOf("answered");
  const perSecond = (count: number) => (count / measureMs) * 1_000;
  return {
    goodPerSecond: perSecond(answered.filter((tookMs) => tookMs <= deadlineMs).length),
    offeredPerSecond: perSecond(outcomes.length),
    acceptedP99Ms: p99(answered),
    refuseP99Ms: p99(timesOf("refused")),
    brokenShare: timesOf("broken").length / outcomes.length,
    lateP99Ms: p99(Float64Array.from(outcomes.map(({ lateMs }) => lateMs)).sort()),
  };
}

const p99 = (sorted: Float64Array) => (sorted.length === 0 ? Number.NaN : quantile(sorted, 0.99));
