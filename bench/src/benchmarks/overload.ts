import { Fault } from "@millrace/kernel";
import type { Benchmark, Metric, Scenario, Size, Timing } from "../benchmark.ts";
import { startEngine } from "../engine.ts";
import { closedLoop, type LoopFigures } from "../load/closed-loop.ts";
import { startLoad } from "../load/load.ts";
import { type Arrivals, type Fate, type OpenLoopFigures, openLoop } from "../load/open-loop.ts";
import { models } from "../models/models.ts";
import { prepared, until } from "../prepared.ts";
import { embeddingTarget, installation } from "../product/installation.ts";
import { mixedTexts } from "../texts.ts";

/** More than can share batches better: what they get is all that there is. */
const CLIENTS = 128;
const TEXTS = 512;
const SEED = 2_718;
const OVERLOAD = 2;
const DEADLINE_MS = 300;
const GOODPUT_MIN = 0.9;
const REFUSE_MS_MAX = 20;
const TRIAL: Record<Size, Timing> = {
  full: { warmUpMs: 500, measureMs: 3_000 },
  quick: { warmUpMs: 100, measureMs: 300 },
};

/** Whether too much work is refused early and cheaply, and what is let in is done in time. */
export const overload: Benchmark = {
  name: "overload",
  method: `Texts of 8 to 128 words (log-uniform), each with a deadline of ${DEADLINE_MS} ms, arriving at random at ${OVERLOAD} × the rate that ${CLIENTS} clients in a closed loop got just before, whether or not earlier ones are answered; through HTTP with everything on from a process of its own, and at the engine. Answers are timed from when they were due, refusals from when they were asked; lateP99Ms is how late the generator was.`,
  pace: { rounds: 5, warmUpMs: 500, measureMs: 4_000 },
  prepare: (size) =>
    prepared(async (started) => [
      await scenarioOf("engine, millrace-embed", await engineSide(started), TRIAL[size]),
      await scenarioOf("HTTP, first deployment", await httpSide(started), TRIAL[size]),
    ]),
};

type OpenLoad = { arrivals: Arrivals; deadlineMs: number };

/** Something that can be asked either way. */
type Side = {
  closed(timing: Timing): Promise<LoopFigures>;
  open(load: OpenLoad, timing: Timing): Promise<OpenLoopFigures>;
};

async function httpSide(started: AsyncDisposableStack): Promise<Side> {
  const millrace = await installation();
  const load = until(started, startLoad());
  const target = embeddingTarget(millrace, millrace.first.name, mixedTexts(TEXTS, SEED));
  const headers = { ...target.headers, "x-request-deadline-ms": String(DEADLINE_MS) };
  return {
    closed: (timing) => load.closed(target, CLIENTS, timing),
    open: (open, timing) => load.open({ ...target, headers }, open, timing),
  };
}

async function engineSide(started: AsyncDisposableStack): Promise<Side> {
  const { embed } = await models();
  const modelFolder = embed.folders.int8;
  const { engine } = until(
    started,
    await startEngine({ embed: { modelFolder, task: "feature-extraction" } }),
  );
  const texts = mixedTexts(TEXTS, SEED);
  const ask = (turn: number, deadlineMs?: number) =>
    engine.embed("embed", { inputs: [texts[turn % texts.length] ?? ""], truncate: true, deadlineMs });
  return {
    closed: (timing) =>
      closedLoop(CLIENTS, timing, async (turn) => {
        await ask(turn);
      }),
    open: (load, timing) =>
      openLoop({ ...load, timing }, (turn) => ask(turn, load.deadlineMs).then(() => "answered", fateOf)),
  };
}

function fateOf(error: unknown): Fate {
  if (!(error instanceof Fault)) throw error;
  return error.kind === "limit_exceeded" ? "refused" : "broken";
}

async function scenarioOf(name: string, side: Side, trial: Timing): Promise<Scenario> {
  let peak = (await side.closed(trial)).perSecond;
  return {
    name,
    metrics: METRICS,
    subjects: [
      {
        name: `${OVERLOAD} × capacity`,
        measure: (timing) => {
          const arrivals = { perSecond: OVERLOAD * peak, seed: SEED };
          return side.open({ arrivals, deadlineMs: DEADLINE_MS }, timing);
        },
      },
      {
        name: `peak, ${CLIENTS} clients`,
        measure: async (timing) => {
          const { perSecond, p99Ms } = await side.closed(timing);
          peak = perSecond;
          return {
            ...NO_REFUSALS,
            goodPerSecond: perSecond,
            offeredPerSecond: perSecond,
            acceptedP99Ms: p99Ms,
          };
        },
      },
    ],
  };
}

const NO_REFUSALS = { refuseP99Ms: Number.NaN, brokenShare: 0, lateP99Ms: 0 };

const METRICS: Metric[] = [
  { name: "goodPerSecond", against: "ratio", wanted: { atLeast: GOODPUT_MIN } },
  { name: "acceptedP99Ms", against: "alone", wanted: { atMost: DEADLINE_MS } },
  { name: "refuseP99Ms", against: "alone", wanted: { atMost: REFUSE_MS_MAX } },
  { name: "offeredPerSecond", against: "alone" },
  { name: "brokenShare", against: "alone" },
  { name: "lateP99Ms", against: "alone" },
];
