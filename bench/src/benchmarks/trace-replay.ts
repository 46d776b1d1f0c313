import { setTimeout as delay } from "node:timers/promises";
import { seededRandom } from "@millrace/kernel";
import type { Benchmark, Metric, Timing } from "../benchmark.ts";
import { type EngineHost, startEngine } from "../engine.ts";
import { closedLoop } from "../load/closed-loop.ts";
import { models } from "../models/models.ts";
import { prepared, until } from "../prepared.ts";
import { quantile } from "../statistics.ts";
import { mixedTexts } from "../texts.ts";

const TEXTS = 512;
const SEED = 1_618;
/** The modest flow's bursts: so many requests at once, so often on average. */
const BURSTS = [10, 40];
const BURST_EVERY_MS = 600;
const GREEDY_CALLERS = 64;
const SLOWER_MAX = 1.5;

/** Whether one team's flood is felt by another. */
export const traceReplay: Benchmark = {
  name: "trace-replay",
  method: `The engine in int8, texts of 8 to 128 words (log-uniform), two flows: the modest one sends bursts of ${BURSTS.join(" or ")} requests every ${BURST_EVERY_MS} ms on average, at seeded times; the greedy one keeps ${GREEDY_CALLERS} requests waiting all the time. The modest flow's latencies with the greedy one there, against those of the same trace alone.`,
  pace: { rounds: 5, warmUpMs: 500, measureMs: 5_000 },
  prepare: () =>
    prepared(async (started) => {
      const { embed } = await models();
      const modelFolder = embed.folders.int8;
      const host = until(started, await startEngine({ embed: { modelFolder, task: "feature-extraction" } }));
      return BURSTS.map((size) => ({
        name: `bursts of ${size}`,
        metrics: METRICS,
        subjects: [
          { name: "beside a greedy flow", measure: (timing) => besideGreedy(host, size, timing) },
          { name: "alone", measure: (timing) => replay(host, size, timing) },
        ],
      }));
    }),
};

const texts = mixedTexts(TEXTS, SEED);
const textAt = (turn: number) => texts[turn % texts.length] ?? "";

async function besideGreedy(host: EngineHost, size: number, timing: Timing) {
  const whole = { warmUpMs: timing.warmUpMs, measureMs: timing.measureMs };
  const greedy = closedLoop(GREEDY_CALLERS, whole, async (turn) => {
    await host.engine.embed("embed", { inputs: [textAt(turn * 7)], truncate: true, flow: "greedy" });
  });
  const [modest] = await Promise.all([replay(host, size, timing), greedy]);
  return modest;
}

/** Plays the modest flow's trace and waits for its last answer. */
async function replay({ engine }: EngineHost, size: number, { warmUpMs, measureMs }: Timing) {
  const startMs = performance.now();
  const latencies: Promise<number>[] = [];
  const ask = async (dueMs: number, turn: number) => {
    await engine.embed("embed", { inputs: [textAt(turn)], truncate: true, flow: "modest" });
    return performance.now() - dueMs;
  };
  let turn = 0;
  for (const atMs of burstTimes(warmUpMs, warmUpMs + measureMs)) {
    const dueMs = startMs + atMs;
    await delay(Math.max(dueMs - performance.now(), 0));
    for (let index = 0; index < size; index++) latencies.push(ask(dueMs, turn++));
  }
  const sorted = Float64Array.from(await Promise.all(latencies)).sort();
  return { p50Ms: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99) };
}

/** Between half and one and a half of the mean apart; the first one right at the start. */
function* burstTimes(fromMs: number, toMs: number): Generator<number> {
  const random = seededRandom(SEED);
  for (let atMs = fromMs; atMs < toMs; atMs += BURST_EVERY_MS * (0.5 + random())) yield atMs;
}

const METRICS: Metric[] = [
  { name: "p50Ms", against: "ratio" },
  { name: "p99Ms", against: "ratio", wanted: { atMost: SLOWER_MAX } },
];
