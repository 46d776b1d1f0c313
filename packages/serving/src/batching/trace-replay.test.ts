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
