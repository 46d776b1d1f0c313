import type { LineBounds } from "../batching/admission.ts";
import type { BatchCost } from "../batching/cost-model.ts";
import type { Place } from "../batching/in-flight.ts";
import { type Assignment, Scheduler } from "../batching/scheduler.ts";
import type { LineItem, Priority, Wish } from "../batching/ticket.ts";

/** A request that comes to the simulated engine. */
export type Arrival = Wish & {
  readonly atMs: number;
  readonly tokens: readonly number[];
  /** All of one kind unless told otherwise. */
  readonly kin?: string | null;
};

/** What became of a request, and when; `answers` counts its inputs that were computed. */
export type Outcome = {
  readonly arrival: Arrival;
  readonly kind: "answered" | "refused" | "overdue";
  readonly atMs: number;
  readonly retryAfterMs: number | null | "never";
  readonly answers: number;
};

export type SimulatedItem = LineItem & { readonly arrival: Arrival; readonly position: number };

/** A batch that ran. */
export type SimulatedBatch = {
  readonly priority: Priority;
  readonly items: readonly SimulatedItem[];
  readonly startMs: number;
  readonly endMs: number;
};

export type Simulation = {
  readonly outcomes: ReadonlyMap<Arrival, Outcome>;
  readonly batches: readonly SimulatedBatch[];
  /** Moments at which a replica was idle although something waited. */
  readonly idleWhileWaiting: number;
  readonly endMs: number;
};

export type SimulationSettings = {
  readonly arrivals: readonly Arrival[];
  readonly replicas: number;
  readonly bounds: LineBounds;
  /** What batches take. */
  readonly costMs: BatchCost;
  /** What the scheduler thinks that they take; right unless told otherwise. */
  readonly predictMs?: BatchCost;
  /** What the caller of an answered request asks next, at once; null when he asks no more. */
  readonly askAgain?: (answered: Arrival, nowMs: number) => Arrival | null;
  /** Tells a model that learns. */
  readonly observe?: (batch: { rows: number; length: number; tookMs: number }) => void;
};

/** As a real replica: one batch computes while the next lies in its pipe. */
const DEPTH = 2;

class SimulatedReplica implements Place {
  readonly isReady = true;
  readonly held: Assignment<SimulatedItem, SimulatedReplica>[] = [];
  startMs = 0;
  endMs = Number.POSITIVE_INFINITY;

  get room(): number {
    return DEPTH - this.held.length;
  }
}

type Open = { answers: number; readonly ticketItems: readonly SimulatedItem[] };

/** Runs the real scheduler against replicas that only take time, on a clock that jumps from event to event. */
export class LineSimulator {
  readonly #settings: SimulationSettings;
  readonly #replicas: SimulatedReplica[];
  readonly #scheduler: Scheduler<SimulatedItem, SimulatedReplica>;
  readonly #open = new Map<Arrival, Open>();
  readonly #outcomes = new Map<Arrival, Outcome>();
  readonly #batches: SimulatedBatch[] = [];
  #nextOrder = 0;
  #nowMs = 0;
  #idleWhileWaiting = 0;

  constructor(settings: SimulationSettings) {
    this.#settings = settings;
    this.#replicas = Array.from({ length: settings.replicas }, () => new SimulatedReplica());
    const predictMs = settings.predictMs ?? settings.costMs;
    this.#scheduler = new Scheduler(predictMs, settings.bounds, () => this.#replicas);
  }

  run(): Simulation {
    const arrivals = [...this.#settings.arrivals].sort((a, b) => a.atMs - b.atMs);
    for (let index = 0; ; ) {
      const arrival = arrivals[index];
      const busiest = this.#replicas.reduce((a, b) => (b.endMs < a.endMs ? b : a));
      if (arrival === undefined && busiest.endMs === Number.POSITIVE_INFINITY) break;
      if (arrival !== undefined && arrival.atMs <= busiest.endMs) {
        this.#nowMs = arrival.atMs;
        this.#arrive(arrival);
        index += 1;
      } else {
        this.#nowMs = busiest.endMs;
        this.#complete(busiest);
      }
      this.#pump();
    }
    return {
      outcomes: this.#outcomes,
      batches: this.#batches,
      idleWhileWaiting: this.#idleWhileWaiting,
      endMs: this.#nowMs,
    };
  }

  #arrive(arrival: Arrival): void {
    const ticket = this.#scheduler.admit(arrival, this.#nowMs);
    if ("reason" in ticket) {
      this.#settle(arrival, "refused", ticket.retryAfterMs);
      return;
    }
    const items = arrival.tokens.map((tokens, position) => {
      const planMs = this.#scheduler.planMs(tokens);
      const kin = arrival.kin === undefined ? "" : arrival.kin;
      return { ticket, order: this.#nextOrder++, tokens, alone: false, kin, planMs, arrival, position };
    });
    this.#open.set(arrival, { answers: 0, ticketItems: items });
    const refusal = this.#scheduler.join(ticket, items, this.#nowMs);
    if (refusal !== null) this.#settle(arrival, "refused", refusal.retryAfterMs);
  }

  #complete(replica: SimulatedReplica): void {
    const done = replica.held.shift();
    if (done === undefined) return;
    const { startMs, endMs } = replica;
    this.#batches.push({ priority: done.priority, items: done.batch, startMs, endMs });
    this.#settings.observe?.({ ...shapeOf(done.batch), tookMs: endMs - startMs });
    this.#scheduler.finish(done, this.#nowMs);
    this.#startFirst(replica);
    for (const { arrival } of done.batch) {
      const open = this.#open.get(arrival);
      if (open === undefined) continue;
      open.answers += 1;
      if (open.answers === arrival.tokens.length) this.#settle(arrival, "answered", null);
    }
    for (const arrival of new Set(done.batch.map((item) => item.arrival))) {
      if (this.#outcomes.get(arrival)?.kind !== "answered") continue;
      const next = this.#settings.askAgain?.(arrival, this.#nowMs) ?? null;
      if (next !== null) this.#arrive(next);
    }
  }

  #pump(): void {
    for (const { arrival } of this.#scheduler.overdue(this.#nowMs)) this.#settle(arrival, "overdue", null);
    for (let next = this.#scheduler.next(this.#nowMs); next; next = this.#scheduler.next(this.#nowMs)) {
      next.place.held.push(next);
      if (next.place.held.length === 1) this.#startFirst(next.place);
    }
    const isIdle = this.#replicas.some(({ held }) => held.length === 0);
    if (isIdle && this.#scheduler.requests > 0) this.#idleWhileWaiting += 1;
  }

  #startFirst(replica: SimulatedReplica): void {
    const [first] = replica.held;
    replica.startMs = this.#nowMs;
    replica.endMs = Number.POSITIVE_INFINITY;
    if (first === undefined) return;
    const { rows, length } = shapeOf(first.batch);
    replica.endMs = this.#nowMs + this.#settings.costMs(rows, length);
  }

  #settle(arrival: Arrival, kind: Outcome["kind"], retryAfterMs: Outcome["retryAfterMs"]): void {
    const open = this.#open.get(arrival);
    const [item] = open?.ticketItems ?? [];
    if (item !== undefined) this.#scheduler.drop(item.ticket);
    if (this.#outcomes.has(arrival)) throw new Error("a request came to two ends");
    this.#outcomes.set(arrival, {
      arrival,
      kind,
      atMs: this.#nowMs,
      retryAfterMs,
      answers: open?.answers ?? 0,
    });
    this.#open.delete(arrival);
  }
}

export function simulate(settings: SimulationSettings): Simulation {
  return new LineSimulator(settings).run();
}

/** How long the answered requests that match took, shortest first. */
export function latenciesOf({ outcomes }: Simulation, matches: (arrival: Arrival) => boolean): number[] {
  const answered = [...outcomes.values()].filter(
    ({ kind, arrival }) => kind === "answered" && matches(arrival),
  );
  return answered.map(({ arrival, atMs }) => atMs - arrival.atMs).sort((a, b) => a - b);
}

export function percentileOf(sorted: readonly number[], share: number): number {
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN;
}

function shapeOf(batch: readonly SimulatedItem[]): { rows: number; length: number } {
  return { rows: batch.length, length: batch.reduce((most, { tokens }) => Math.max(most, tokens), 0) };
}

/** The same numbers in 0 … 1 for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
