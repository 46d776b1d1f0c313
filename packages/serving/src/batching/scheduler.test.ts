import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Arrival,
  latenciesOf,
  percentileOf,
  type Simulation,
  type SimulationSettings,
  simulate,
} from "../testing/simulate-line.ts";
import type { LineBounds } from "./admission.ts";
import type { BatchCost } from "./cost-model.ts";
import { CREDIT_MS } from "./flow-book.ts";
import { TURN_MS } from "./gather-batch.ts";
import { BATCH_TURN_MS, PREFETCH_MS } from "./scheduler.ts";

const BOUNDS: LineBounds = {
  tokensMax: 1_024,
  rowsMax: 16,
  requestsMax: 100_000,
  workMsMax: 1e9,
  waitingTokensMax: 1e9,
};
const SINGLES: LineBounds = { ...BOUNDS, rowsMax: 1 };

/** About the encoder that comes with Millrace. */
const encoder: BatchCost = (rows, length) => {
  const tokens = rows * length;
  return 0.6 + tokens * (0.06 + 0.00003 * length + 0.000003 * tokens);
};

const tokens = fc.integer({ min: 1, max: 200 });
const arrival: fc.Arbitrary<Arrival> = fc.record({
  atMs: fc.integer({ min: 0, max: 800 }),
  priority: fc.constantFrom("interactive", "batch"),
  flow: fc.constantFrom("a", "b", "c"),
  deadlineMs: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 1_500 })),
  tokens: fc.array(tokens, { minLength: 1, maxLength: 4 }),
});
const arrivals = fc.array(arrival, { minLength: 1, maxLength: 80 });
const replicas = fc.integer({ min: 1, max: 3 });

const run = (all: readonly Arrival[], settings: Partial<SimulationSettings> = {}) =>
  simulate({ arrivals: all, replicas: 1, bounds: BOUNDS, costMs: encoder, ...settings });

const plain = (atMs: number, more: Partial<Arrival> = {}): Arrival => ({
  atMs,
  priority: "interactive",
  flow: "",
  deadlineMs: Number.POSITIVE_INFINITY,
  tokens: [32],
  ...more,
});

const outcomesOf = ({ outcomes }: Simulation) => [...outcomes.values()];
const startOf = ({ batches }: Simulation, wanted: Arrival) =>
  Math.min(
    ...batches.flatMap(({ items, startMs }) =>
      items.some((item) => item.arrival === wanted) ? [startMs] : [],
    ),
  );

test("every request comes to exactly one end, and every input of an answered one is computed exactly once", () => {
  fc.assert(
    fc.property(arrivals, replicas, (all, count) => {
      const simulation = run(all, { replicas: count, bounds: { ...BOUNDS, requestsMax: 20 } });
      expect(simulation.outcomes.size).toBe(all.length);
      const computed = simulation.batches.flatMap(({ items }) => items);
      expect(new Set(computed).size).toBe(computed.length);
      for (const { kind, arrival: request, answers } of outcomesOf(simulation)) {
        if (kind === "answered") expect(answers).toBe(request.tokens.length);
        if (kind === "refused") expect(computed.some((item) => item.arrival === request)).toBe(false);
      }
    }),
  );
});

test("a replica is never idle while something waits", () => {
  fc.assert(
    fc.property(arrivals, replicas, (all, count) => run(all, { replicas: count }).idleWhileWaiting === 0),
  );
});

/** More than one replica can do at once, of one flow and priority, so that the order matters. */
const crowd = fc.array(
  fc.record({
    atMs: fc.integer({ min: 50, max: 150 }),
    deadlineMs: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 5, max: 300 })),
    tokens: fc.tuple(tokens),
  }),
  { minLength: 10, maxLength: 100 },
);

test("replicas that are idle divide what waits, and a busy one takes it whole", () => {
  const burst = plain(0, { tokens: Array(12).fill(8) });
  const sizes = (count: number) => run([burst], { replicas: count }).batches.map(({ items }) => items.length);
  expect(sizes(1)).toEqual([12]);
  expect(sizes(2)).toEqual([6, 6]);
  expect(sizes(3)).toEqual([4, 4, 4]);
});

test("without batching, no deadline of a flow and priority is passed by a later one", () => {
  fc.assert(
    fc.property(crowd, (all) => {
      const { batches } = run([plain(0), ...all.map((each) => plain(each.atMs, each))], { bounds: SINGLES });
      const order = batches.flatMap(({ items, startMs }) => items.map((item) => ({ ...item, startMs })));
      for (const [index, { ticket }] of order.entries()) {
        // A batch is handed over when the one before it begins: what comes later cannot pass it any more.
        const handedMs = order[index - 1]?.startMs ?? 0;
        const passed = order
          .slice(index + 1)
          .filter((later) => later.arrival.atMs < handedMs && later.ticket.dueAtMs < ticket.dueAtMs);
        expect(passed).toEqual([]);
      }
    }),
  );
});

test("with batching, what is passed by later deadlines meets its own all the same", () => {
  const mixed = Array.from({ length: 400 }, (_, index) =>
    plain(index * 2, { deadlineMs: 400, tokens: [4 + ((index * 37) % 120)] }),
  );
  const simulation = run(mixed);
  const latencies = latenciesOf(simulation, () => true);
  expect(simulation.batches.some(({ items }) => items.length > 4)).toBe(true);
  expect(latencies.length).toBeGreaterThan(200);
  expect(latencies.filter((ms) => ms > 400).length / latencies.length).toBeLessThan(0.02);
});

test("where the prediction is right and nothing passes, an admitted request meets its deadline", () => {
  fc.assert(
    fc.property(crowd, (all) => {
      // The first batch of all is admitted unseen: no prediction has been confirmed before it.
      const simulation = run([plain(0), ...all.map((each) => plain(each.atMs, each))], { bounds: SINGLES });
      for (const { kind, arrival: request, atMs } of outcomesOf(simulation)) {
        expect(kind).not.toBe("overdue");
        if (kind === "answered") expect(atMs - request.atMs).toBeLessThanOrEqual(request.deadlineMs + 1e-6);
      }
    }),
  );
});

test("an urgent request is refused rather than making one late that was admitted", () => {
  const patient = Array.from({ length: 40 }, () => plain(10, { deadlineMs: 100 }));
  const urgent = plain(11, { deadlineMs: 50 });
  const { outcomes } = run([plain(0), ...patient, urgent], { bounds: SINGLES });
  const { outcomes: calm } = run([plain(0), ...patient.slice(0, 20), urgent], { bounds: SINGLES });
  expect([outcomes.get(urgent)?.kind, calm.get(urgent)?.kind]).toEqual(["refused", "answered"]);
});

test("a refusal was needed: after the work in front of it the deadline could not have been met", () => {
  fc.assert(
    fc.property(crowd, fc.integer({ min: 5, max: 200 }), (all, deadlineMs) => {
      const inTurn = all.toSorted((a, b) => a.atMs - b.atMs);
      const requests = inTurn.map((each) => plain(each.atMs, { tokens: each.tokens, deadlineMs }));
      const { outcomes } = run([plain(0), ...requests], { bounds: SINGLES });
      let freeMs = 0;
      for (const request of requests) {
        // One replica and equal deadlines: it would run when all that came before it is done.
        const finishMs = Math.max(freeMs, request.atMs) + encoder(1, request.tokens[0] ?? 0);
        if (outcomes.get(request)?.kind === "answered") freeMs = finishMs;
        else expect(finishMs - request.atMs).toBeGreaterThan(deadlineMs - 1e-6);
      }
    }),
  );
});

test("a refusal says when to come back: at that time the same request is admitted", () => {
  const burst = Array.from({ length: 60 }, () => plain(10, { deadlineMs: 100 }));
  const refused = outcomesOf(run([plain(0), ...burst])).find(({ kind }) => kind === "refused");
  const retryAfterMs = refused?.retryAfterMs;
  if (typeof retryAfterMs !== "number") throw new Error("nothing was refused");
  const again = plain(10 + retryAfterMs, { deadlineMs: 100 });
  expect(run([plain(0), ...burst, again]).outcomes.get(again)?.kind).toBe("answered");
});

test("a deadline that even an idle replica cannot meet is refused for good", () => {
  const hopeless = plain(100, { tokens: [200], deadlineMs: 5 });
  const { outcomes } = run([plain(0), hopeless]);
  expect(outcomes.get(hopeless)).toMatchObject({ kind: "refused", retryAfterMs: "never" });
});

test("a prediction that nobody has confirmed for long does not refuse for ever", () => {
  const late = plain(20_000, { deadlineMs: 50 });
  const { outcomes } = run([plain(0), late], { predictMs: () => 1_000 });
  expect(outcomes.get(late)?.kind).toBe("answered");
});

test("what passes its deadline while it waits is dropped before its batch", () => {
  const wrong: BatchCost = (rows, length) => encoder(rows, length) / 10;
  const burst = Array.from({ length: 200 }, () => plain(10, { deadlineMs: 60, tokens: [64] }));
  const simulation = run([plain(0), ...burst], { predictMs: wrong });
  const overdue = outcomesOf(simulation).filter(({ kind }) => kind === "overdue");
  expect(overdue.length).toBeGreaterThan(0);
  expect(overdue.every(({ answers }) => answers === 0)).toBe(true);
});

test("batch work yields within one batch, one that lay in the pipe behind little", () => {
  fc.assert(
    fc.property(arrivals, (all) => {
      const requests = all.map((each) => ({ ...each, deadlineMs: Number.POSITIVE_INFINITY, flow: "" }));
      const simulation = run(requests);
      for (const request of requests.filter(({ priority }) => priority === "interactive")) {
        const startMs = startOf(simulation, request);
        const inTheWay = simulation.batches.filter(
          (batch) => batch.priority === "batch" && batch.startMs > request.atMs && batch.startMs < startMs,
        );
        expect(inTheWay.length).toBeLessThanOrEqual(1);
        for (const batch of inTheWay) expect(batch.startMs - request.atMs).toBeLessThanOrEqual(PREFETCH_MS);
      }
    }),
  );
});

test("batch work goes on under any interactive load, a batch at least every five seconds", () => {
  const flood = Array.from({ length: 4_000 }, (_, index) => plain(index * 4, { tokens: [128] }));
  const background = Array.from({ length: 3 }, () => plain(1, { priority: "batch", tokens: [512] }));
  const simulation = run([...flood, ...background], { bounds: SINGLES });
  const starts = background.map((request) => startOf(simulation, request)).sort((a, b) => a - b);
  const longestMs = encoder(1, 512);
  for (const [index, startMs] of starts.entries()) {
    expect(startMs).toBeLessThanOrEqual((index + 1) * (BATCH_TURN_MS + 2 * longestMs));
    expect(startMs).toBeGreaterThan(index * BATCH_TURN_MS);
  }
});

/** A flow that always has work: an adversary's choice of sizes and bursts. */
const greed = (flow: string) =>
  fc
    .array(fc.record({ gapMs: fc.nat(30), burst: fc.integer({ min: 1, max: 40 }), length: tokens }), {
      minLength: 10,
      maxLength: 40,
    })
    .map((steps) => {
      let atMs = 0;
      return steps.flatMap(({ gapMs, burst, length }) => {
        atMs += gapMs;
        return Array.from({ length: burst }, () => plain(atMs, { flow, tokens: [length] }));
      });
    });

test("two flows that both wait get equal time, but for a credit and a batch of each, whatever they send", () => {
  fc.assert(
    fc.property(greed("a"), greed("b"), (a, b) => {
      const simulation = run([...a, ...b]);
      const given = { a: 0, b: 0 };
      const left = { a: a.length, b: b.length };
      const largestMs = Math.max(...simulation.batches.map(({ startMs, endMs }) => endMs - startMs));
      let [lowest, highest] = [0, 0];
      for (const { items, startMs, endMs } of simulation.batches) {
        const alone = items.map((item) => encoder(1, item.arrival.tokens[0] ?? 0));
        const aloneMs = alone.reduce((total, ms) => total + ms, 0);
        for (const [index, item] of items.entries()) {
          const flow = item.arrival.flow === "a" ? "a" : "b";
          given[flow] += ((endMs - startMs) * (alone[index] ?? 0)) / aloneMs;
          left[flow] -= 1;
        }
        const isWaiting = (flow: "a" | "b") =>
          left[flow] > 0 && hasArrived(flow === "a" ? a : b, left[flow], startMs);
        if (!isWaiting("a") || !isWaiting("b")) {
          [lowest, highest] = [given.a - given.b, given.a - given.b];
          continue;
        }
        lowest = Math.min(lowest, given.a - given.b);
        highest = Math.max(highest, given.a - given.b);
        expect(highest - lowest).toBeLessThanOrEqual(CREDIT_MS + 2 * largestMs);
      }
    }),
    { numRuns: 50 },
  );
});

function hasArrived(all: readonly Arrival[], left: number, atMs: number): boolean {
  return all.filter((request) => request.atMs <= atMs).length > all.length - left;
}

test("a flow that is alone gets everything", () => {
  const all = Array.from({ length: 500 }, (_, index) => plain(0, { flow: "a", tokens: [1 + (index % 100)] }));
  const named = run(all);
  expect(named.endMs).toBe(run(all.map((request) => ({ ...request, flow: "" }))).endMs);
  const busyMs = named.batches.reduce((total, { startMs, endMs }) => total + endMs - startMs, 0);
  expect(busyMs).toBeCloseTo(named.endMs, 6);
});

test("a full line still takes from a flow that holds less than its share, and no more than twice as much", () => {
  const greedy = Array.from({ length: 300 }, () => plain(0, { flow: "greedy" }));
  const modest = Array.from({ length: 100 }, () => plain(1, { flow: "modest" }));
  const simulation = run([...greedy, ...modest], { bounds: { ...BOUNDS, requestsMax: 100 } });
  const admitted = (flow: string) =>
    outcomesOf(simulation).filter(
      ({ kind, arrival: request }) => kind === "answered" && request.flow === flow,
    ).length;
  expect(admitted("modest")).toBe(50);
  expect(admitted("greedy")).toBeLessThan(150);
});

test("a line that holds as much work as it may refuses the next request, and an empty one takes any", () => {
  const bounds = { ...BOUNDS, workMsMax: 100 };
  const huge = plain(0, { tokens: Array(500).fill(64) });
  const next = plain(1);
  const { outcomes } = run([huge, next], { bounds });
  expect(outcomes.get(huge)?.kind).toBe("answered");
  expect(outcomes.get(next)?.kind).toBe("refused");
});

test("work that waits at a lower priority takes no place from interactive work", () => {
  const bounds = { ...BOUNDS, requestsMax: 50, workMsMax: 200 };
  const jobs = Array.from({ length: 100 }, () => plain(0, { priority: "batch" }));
  const interactive = plain(1);
  expect(run([...jobs, interactive], { bounds }).outcomes.get(interactive)?.kind).toBe("answered");
});

test("batching never makes a trace end later than one by one", () => {
  fc.assert(
    fc.property(arrivals, (all) => {
      const requests = all.map((request) => ({ ...request, atMs: 0, deadlineMs: Number.POSITIVE_INFINITY }));
      expect(run(requests).endMs).toBeLessThanOrEqual(run(requests, { bounds: SINGLES }).endMs + 1e-6);
    }),
  );
});

test("a turn of a flow among others takes ten milliseconds, or twice its first input", () => {
  const both = ["a", "b"].flatMap((flow) =>
    Array.from({ length: 200 }, () => plain(0, { flow, tokens: [32] })),
  );
  const { batches } = run(both);
  const longestMs = Math.max(...batches.map(({ startMs, endMs }) => endMs - startMs));
  expect(longestMs).toBeLessThanOrEqual(Math.max(TURN_MS, 2 * encoder(1, 32)));
  expect(percentileOf(batches.map(({ items }) => items.length).sort(), 0.5)).toBeGreaterThan(2);
});
