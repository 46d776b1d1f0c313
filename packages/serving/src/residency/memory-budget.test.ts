import { systemClock } from "@millrace/kernel";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MemoryBudget } from "./memory-budget.ts";
import { Residence } from "./residence.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const LOAD_MS = 100;
const UNLOAD_MS = 20;
const IDLE_UNLOAD_MS = 900_000;

/** A model whose processes are only numbers: it loads and goes in its time, and is busy while `requests` is above 0. */
class FakeModel {
  loads = 0;
  requests = 0;
  refusals = 0;
  bytesNow = 0;
  isOnDemand: boolean;
  /** What was to be seen of it whenever it told of a change. */
  readonly seen: { phase: string; bytes: number }[] = [];
  readonly residence: Residence;

  constructor(budget: MemoryBudget, bytes: number, isOnDemand = true) {
    this.isOnDemand = isOnDemand;
    this.residence = new Residence({
      budget,
      clock: systemClock,
      idleUnloadMs: IDLE_UNLOAD_MS,
      isOnDemand: () => this.isOnDemand,
      bytes: () => this.bytesNow,
      needBytes: () => bytes,
      isIdle: () => this.requests === 0,
      start: () => {
        this.loads += 1;
        this.bytesNow = bytes;
        setTimeout(() => this.residence.arrived(), LOAD_MS);
      },
      stop: async () => {
        expect(this.requests).toBe(0);
        const { promise, resolve } = Promise.withResolvers<void>();
        setTimeout(resolve, UNLOAD_MS);
        await promise;
        this.bytesNow = 0;
      },
      onChange: () => this.seen.push({ phase: this.residence.phase, bytes: this.bytesNow }),
      refuse: () => {
        this.refusals += 1;
        this.requests = 0;
      },
    });
    this.residence.settle();
  }

  request(): void {
    this.requests += 1;
    this.residence.use();
  }

  finish(): void {
    this.requests -= 1;
    this.residence.rest();
  }
}

test("many requests for an unloaded model are one load", async () => {
  const model = new FakeModel(new MemoryBudget(100, systemClock), 60);
  expect([model.residence.phase, model.loads]).toEqual(["unloaded", 0]);
  for (let count = 0; count < 5; count += 1) model.request();
  await vi.advanceTimersByTimeAsync(LOAD_MS);
  expect([model.residence.phase, model.loads]).toEqual(["loaded", 1]);
});

test("a load waits while the other is busy, and the other goes as soon as it is idle", async () => {
  const budget = new MemoryBudget(100, systemClock);
  const [a, b] = [new FakeModel(budget, 60), new FakeModel(budget, 60)];
  a.request();
  await vi.advanceTimersByTimeAsync(10_000);
  b.request();
  await vi.advanceTimersByTimeAsync(10_000);
  expect([a.residence.phase, b.residence.phase]).toEqual(["loaded", "waiting"]);
  a.finish();
  await vi.advanceTimersByTimeAsync(UNLOAD_MS + LOAD_MS);
  expect([a.residence.phase, b.residence.phase]).toEqual(["unloaded", "loaded"]);
});

test("a model that becomes resident while it leaves comes back at once, and does not ask for room", async () => {
  const budget = new MemoryBudget(100, systemClock);
  const [a, b] = [new FakeModel(budget, 60), new FakeModel(budget, 60)];
  a.request();
  await vi.advanceTimersByTimeAsync(LOAD_MS);
  a.finish();
  await vi.advanceTimersByTimeAsync(10_000);
  b.request();
  expect(a.residence.phase).toBe("leaving");
  a.isOnDemand = false;
  a.residence.settle();
  a.request();
  new FakeModel(budget, 60, false);
  await vi.advanceTimersByTimeAsync(UNLOAD_MS + LOAD_MS);
  expect([a.residence.phase, a.loads, a.refusals]).toEqual(["loaded", 2, 0]);
});

test("whoever is told that a model loads finds its processes on their way", async () => {
  const model = new FakeModel(new MemoryBudget(100, systemClock), 60);
  model.request();
  await vi.advanceTimersByTimeAsync(LOAD_MS);
  expect(model.seen).toEqual([
    { phase: "waiting", bytes: 0 },
    { phase: "loading", bytes: 60 },
    { phase: "loaded", bytes: 60 },
  ]);
});

test("a load that nobody waits for any more gives up its place in the line", async () => {
  const budget = new MemoryBudget(100, systemClock);
  const [a, b] = [new FakeModel(budget, 60), new FakeModel(budget, 60)];
  a.request();
  await vi.advanceTimersByTimeAsync(10_000);
  b.request();
  b.finish();
  a.finish();
  await vi.advanceTimersByTimeAsync(10_000);
  expect([a.residence.phase, b.residence.phase, b.loads]).toEqual(["loaded", "unloaded", 0]);
});

test("whoever asked first loads first, whatever its size", async () => {
  const budget = new MemoryBudget(100, systemClock);
  const [busy, large, small] = [60, 90, 30].map((bytes) => new FakeModel(budget, bytes));
  busy?.request();
  await vi.advanceTimersByTimeAsync(10_000);
  large?.request();
  small?.request();
  await vi.advanceTimersByTimeAsync(10_000);
  expect([large?.residence.phase, small?.residence.phase]).toEqual(["waiting", "waiting"]);
  busy?.finish();
  await vi.advanceTimersByTimeAsync(UNLOAD_MS + LOAD_MS);
  expect([large?.residence.phase, small?.residence.phase]).toEqual(["loaded", "waiting"]);
});

test("a model that can never fit beside the resident ones is refused, and those behind it load", async () => {
  const budget = new MemoryBudget(100, systemClock);
  new FakeModel(budget, 60, false);
  const [large, small] = [new FakeModel(budget, 50), new FakeModel(budget, 30)];
  large.request();
  small.request();
  await vi.advanceTimersByTimeAsync(LOAD_MS);
  expect([large.refusals, large.residence.phase, small.residence.phase]).toEqual([1, "unloaded", "loaded"]);
});

test("an idle model goes after a quarter of an hour, a resident one never", async () => {
  const budget = new MemoryBudget(100, systemClock);
  const [idle, resident] = [new FakeModel(budget, 30), new FakeModel(budget, 30, false)];
  idle.request();
  await vi.advanceTimersByTimeAsync(LOAD_MS);
  idle.finish();
  await vi.advanceTimersByTimeAsync(IDLE_UNLOAD_MS - 1);
  expect(idle.residence.phase).toBe("loaded");
  await vi.advanceTimersByTimeAsync(1 + UNLOAD_MS);
  expect([idle.residence.phase, resident.residence.phase]).toEqual(["unloaded", "loaded"]);
});

test("a request that comes while its model leaves is served by the next load", async () => {
  const model = new FakeModel(new MemoryBudget(100, systemClock), 60);
  model.request();
  await vi.advanceTimersByTimeAsync(LOAD_MS);
  model.finish();
  model.residence.unload();
  model.request();
  expect(model.residence.phase).toBe("leaving");
  await vi.advanceTimersByTimeAsync(UNLOAD_MS + LOAD_MS);
  expect([model.residence.phase, model.loads]).toEqual(["loaded", 2]);
});

test("two models that want one place do not chase each other: loading takes a small part of the time", async () => {
  const budget = new MemoryBudget(100, systemClock);
  const [a, b] = [new FakeModel(budget, 60), new FakeModel(budget, 60)];
  const seconds = 60;
  let served = 0;
  for (let tick = 0; tick < seconds * 100; tick += 1) {
    for (const model of [a, b]) {
      if (model.requests === 0) model.request();
      else if (model.residence.phase === "loaded") {
        model.finish();
        served += 1;
      }
    }
    await vi.advanceTimersByTimeAsync(10);
  }
  const changes = a.loads + b.loads;
  expect(changes * (LOAD_MS + UNLOAD_MS)).toBeLessThan((seconds * 1_000) / 4);
  expect(Math.min(a.loads, b.loads)).toBeGreaterThan(10);
  expect(served).toBeGreaterThan(1_000);
});

test("whatever is asked in whatever order, the budget is held and everybody gets a turn", async () => {
  const step = fc.record({ model: fc.nat(4), act: fc.constantFrom("request", "finish", "wait") });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const budget = new MemoryBudget(100, systemClock);
      const models = [20, 35, 50, 80, 100].map((bytes) => new FakeModel(budget, bytes));
      const held = () => models.reduce((sum, { bytesNow }) => sum + bytesNow, 0);
      for (const { model, act } of steps) {
        const chosen = models[model];
        if (act === "request") chosen?.request();
        if (act === "finish" && (chosen?.requests ?? 0) > 0) chosen?.finish();
        if (act === "wait") await vi.advanceTimersByTimeAsync(300);
        expect(held()).toBeLessThanOrEqual(100);
      }
      const asked = models.filter(({ requests }) => requests > 0);
      for (let round = 0; round < 200; round += 1) {
        for (const model of asked) {
          while (model.requests > 0 && model.residence.phase === "loaded") model.finish();
        }
        await vi.advanceTimersByTimeAsync(100);
        expect(held()).toBeLessThanOrEqual(100);
      }
      expect(asked.filter(({ requests }) => requests > 0)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
