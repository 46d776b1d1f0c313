import { expect, test } from "vitest";
import {
  type Arrival,
  latenciesOf,
  percentileOf,
  type Simulation,
  seededRandom,
  simulate,
} from "../testing/simulate-line.ts";
import type { LineBounds } from "./admission.ts";
import { type BatchCost, CostModel } from "./cost-model.ts";

const BOUNDS: LineBounds = {
  tokensMax: 1_024,
  rowsMax: 16,
  requestsMax: 1_000,
  workMsMax: 60_000,
  waitingTokensMax: 1e9,
};
const UNBOUNDED: LineBounds = { ...BOUNDS, requestsMax: 1e6, workMsMax: 1e9 };
const TRACE_MS = 10_000;

/** About the encoder that comes with Millrace. */
const encoder: BatchCost = (rows, length) => {
  const tokens = rows * length;
  return 0.6 + tokens * (0.06 + 0.00003 * length + 0.000003 * tokens);
};

type Stream = Partial<Arrival> & { readonly seed: number };

/** 8 to 128 tokens, each length as likely as its double. */
const mixedLength = (random: () => number) => Math.round(8 * 16 ** random());

function steadyStream(perSecond: number, { seed, ...more }: Stream): Arrival[] {
  const random = seededRandom(seed);
  const all: Arrival[] = [];
  const gapMs = () => (-Math.log(1 - random()) * 1_000) / perSecond;
  for (let atMs = 0; atMs < TRACE_MS; atMs += gapMs()) {
    all.push({ ...PLAIN, atMs, tokens: [mixedLength(random)], ...more });
  }
  return all;
}

function bursts(size: number, everyMs: number, { seed, ...more }: Stream): Arrival[] {
  const random = seededRandom(seed);
  const all: Arrival[] = [];
  for (let atMs = 0; atMs < TRACE_MS; atMs += everyMs * (0.5 + random())) {
    for (let index = 0; index < size; index += 1) {
      all.push({ ...PLAIN, atMs: atMs + index / 2, tokens: [mixedLength(random)], ...more });
    }
  }
  return all;
}

const PLAIN = { priority: "interactive", flow: "", deadlineMs: Number.POSITIVE_INFINITY } as const;

const replay = (arrivals: readonly Arrival[], bounds = BOUNDS, replicas = 1) =>
  simulate({ arrivals, replicas, bounds, costMs: encoder });

function perSecond({ outcomes, endMs }: Simulation, count: (arrival: Arrival) => number): number {
  const inTime = [...outcomes.values()].filter(
    ({ kind, atMs, arrival }) => kind === "answered" && atMs - arrival.atMs <= arrival.deadlineMs,
  );
  return (inTime.reduce((total, { arrival }) => total + count(arrival), 0) * 1_000) / endMs;
}

const tokensOf = ({ tokens }: Arrival) => tokens.reduce((total, length) => total + length, 0);
const peak = replay(steadyStream(1_000, { seed: 1 }), UNBOUNDED);
const peakRequests = perSecond(peak, () => 1);

test.each([
  ["bursts of 40", bursts(40, 600, { seed: 5, flow: "modest" })],
  ["bursts of 10", bursts(10, 300, { seed: 6, flow: "modest" })],
])("%s of a modest flow: p99 beside a greedy one is at most half as much again as alone", (_, modest) => {
  const greedy = steadyStream(1.5 * peakRequests, { seed: 7, flow: "greedy" });
  const isModest = ({ flow }: Arrival) => flow === "modest";
  const alone = latenciesOf(replay(modest), isModest);
  const beside = latenciesOf(replay([...modest, ...greedy]), isModest);
  expect(beside).toHaveLength(modest.length);
  expect(percentileOf(beside, 0.99)).toBeLessThanOrEqual(1.5 * percentileOf(alone, 0.99));
});

test.each([
  [100, 1],
  [100, 2],
  [300, 1],
  [1_000, 1],
  [1_000, 2],
])(
  "overload at twice the capacity, deadline %i ms, %i replicas: what is admitted is in time, and nothing is wasted",
  (deadlineMs, replicas) => {
    const load = steadyStream(2 * replicas * peakRequests, { seed: 2, deadlineMs });
    const simulation = replay(load, BOUNDS, replicas);
    expect(perSecond(simulation, () => 1)).toBeGreaterThan(0.9 * replicas * peakRequests);
    expect(perSecond(simulation, tokensOf)).toBeGreaterThan(0.9 * replicas * perSecond(peak, tokensOf));
    expect(
      percentileOf(
        latenciesOf(simulation, () => true),
        0.99,
      ),
    ).toBeLessThanOrEqual(deadlineMs);
  },
);

test("overload with a cost that is only being learned, on a machine that is noisy and becomes half as fast", () => {
  const model = new CostModel();
  const random = seededRandom(3);
  let batches = 0;
  const costMs: BatchCost = (rows, length) => {
    batches += 1;
    const noise = random() < 0.02 ? 3 : 0.9 + random() / 5;
    return encoder(rows, length) * noise * (batches > 400 ? 2 : 1);
  };
  const arrivals = steadyStream(2 * peakRequests, { seed: 4, deadlineMs: 300 });
  const simulation = simulate({
    arrivals,
    replicas: 1,
    bounds: BOUNDS,
    costMs,
    predictMs: model.predictMs,
    observe: (batch) => model.observe(batch),
  });
  const latencies = latenciesOf(simulation, () => true);
  expect(batches).toBeGreaterThan(700);
  expect(latencies.filter((ms) => ms > 300).length / latencies.length).toBeLessThan(0.05);
  expect(perSecond(simulation, tokensOf)).toBeGreaterThan(0.45 * perSecond(peak, tokensOf));
});

test("mixed lengths: a line that batches does more than one that does not", () => {
  const single = replay(steadyStream(1_000, { seed: 1 }), { ...UNBOUNDED, rowsMax: 1 });
  expect(peakRequests).toBeGreaterThan(1.1 * perSecond(single, () => 1));
});

/** As measured with millrace-embed on one thread: hardly anything but tokens. */
const measured: BatchCost = (rows, length) => {
  const tokens = rows * length;
  return 0.15 + tokens * (0.0415 + 0.000035 * length + 0.000001 * tokens);
};
const CALLERS = 32;
const STALL_EVERY_MS = 8;
const STALL_MS = 4;

/** Tokens per second of callers that ask again as soon as they are answered, with a cost that is learned. */
function closedLoop({ rowsMax, replicas, stalls }: { rowsMax: number; replicas: number; stalls: boolean }) {
  const [lengths, chance] = [seededRandom(11), seededRandom(12)];
  const ask = (atMs: number): Arrival => ({ ...PLAIN, atMs, tokens: [mixedLength(lengths)] });
  // The longer a batch computes, the likelier the machine does something else meanwhile.
  const costMs: BatchCost = (rows, length) => {
    const ms = measured(rows, length);
    const isStalled = stalls && chance() < 1 - Math.exp(-ms / STALL_EVERY_MS);
    return isStalled ? ms - STALL_MS * Math.log(1 - chance()) : ms;
  };
  const cost = new CostModel();
  cost.seed({ rows: 1, length: 8, tookMs: measured(1, 8) }, { rows: 4, length: 32, tookMs: measured(4, 32) });
  const simulation = simulate({
    arrivals: Array.from({ length: CALLERS }, () => ask(0)),
    replicas,
    bounds: { ...UNBOUNDED, rowsMax },
    costMs,
    predictMs: cost.predictMs,
    observe: (batch) => cost.observe(batch),
    askAgain: (_, nowMs) => (nowMs < TRACE_MS ? ask(nowMs) : null),
  });
  return perSecond(simulation, tokensOf);
}

test.each([
  ["on one replica", 1, false],
  ["on two replicas", 2, false],
  ["on one replica of a machine that stalls", 1, true],
  ["on two replicas of a machine that stalls", 2, true],
])("a model that gains next to nothing by batching loses nothing by it, %s", (_, replicas, stalls) => {
  const together = closedLoop({ rowsMax: 64, replicas, stalls });
  const apart = closedLoop({ rowsMax: 1, replicas, stalls });
  expect(together / apart).toBeGreaterThan(0.98);
});
