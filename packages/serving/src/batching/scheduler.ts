import { type LineBounds, type Refusal, refuseItems, refuseRequest } from "./admission.ts";
import { bestBatch } from "./choose-batch.ts";
import type { BatchCost } from "./cost-model.ts";
import { Forecast, type Lines } from "./forecast.ts";
import { costOfBatch } from "./gather-batch.ts";
import { type Held, InFlight, type Place } from "./in-flight.ts";
import { type LineItem, PATIENCE_MS, type Priority, type Ticket, type Wish } from "./ticket.ts";
import { WaitingLine } from "./waiting-line.ts";

/** Batch work gets one batch at least this often, however much interactive work there is. */
export const BATCH_TURN_MS = 5_000;
/**
 * Batch work, and any work while flows share, is prefetched only behind less than this: whoever comes next waits for
 * the batch that computes and for no other.
 */
export const PREFETCH_MS = 5;
/** A prediction that no batch has confirmed for so long refuses nobody while nothing else is to be done. */
export const STALE_MS = 1_000;
/** A batch that has not begun after so many times what is before it was predicted to take, and this, is stuck there. */
const STUCK_FACTOR = 4;
const STUCK_MS = 250;
/** How much dearer than planned batches turn out while more wait, over about this many of them. */
const STRETCH_BATCHES = 16;
const STRETCH_MAX = 16;

/** A batch and where it goes. `finish` wants it back. */
export type Assignment<Item, P extends Place> = Held<P> & { readonly batch: readonly Item[] };

/**
 * Decides, without a clock or a process of its own: who is admitted, what runs next, and where.
 * The caller says what time it is (monotonic), asks `next` after every change, and tells when a batch is over.
 */
export class Scheduler<Item extends LineItem, P extends Place> {
  bounds: LineBounds;
  readonly #costMs: BatchCost;
  readonly #places: () => readonly P[];
  readonly #lines: Lines<Item> = { interactive: new WaitingLine(), batch: new WaitingLine() };
  readonly #inFlight = new InFlight<P>();
  #stretch = 1;
  #batchTurnMs = Number.NEGATIVE_INFINITY;
  #confirmedMs = Number.NEGATIVE_INFINITY;

  constructor(costMs: BatchCost, bounds: LineBounds, places: () => readonly P[]) {
    this.#costMs = costMs;
    this.bounds = bounds;
    this.#places = places;
  }

  /** Requests that wait, from their admission on. */
  get requests(): number {
    return this.#lines.interactive.requests + this.#lines.batch.requests;
  }

  get tokens(): number {
    return this.#lines.interactive.tokens + this.#lines.batch.tokens;
  }

  /** The earliest deadline in front of a line; infinite when there is none. */
  get nextDeadlineAtMs(): number {
    return Math.min(this.#lines.interactive.nextDeadlineAtMs, this.#lines.batch.nextDeadlineAtMs);
  }

  /** The permit that a request needs before anything is spent on it. */
  admit({ priority, flow: label, deadlineMs }: Wish, nowMs: number): Ticket | Refusal {
    const line = this.#lines[priority];
    const flow = line.flows.accountOf(label);
    const refusal = refuseRequest({ priority, flow }, this.#forecast(nowMs), this.bounds);
    if (refusal !== null) return refusal;
    const deadlineAtMs = nowMs + deadlineMs;
    const dueAtMs = Number.isFinite(deadlineAtMs) ? deadlineAtMs : nowMs + PATIENCE_MS;
    const moments = { admittedAtMs: nowMs, deadlineAtMs, dueAtMs };
    const ticket: Ticket = { priority, flow, ...moments, waiting: 0, isWaiting: false };
    line.expect(ticket);
    return ticket;
  }

  /** What an input is expected to take of a replica, as one of a batch of its like. */
  planMs(tokens: number): number {
    return bestBatch(tokens, this.bounds, this.#costMs).rowMs;
  }

  /** Lines up the items of an admitted request, in their order, or says why not; `drop` it then. */
  join(ticket: Ticket, items: readonly Item[], nowMs: number): Refusal | null {
    if (!this.#isUnconfirmed(nowMs)) {
      const refusal = refuseItems(ticket, items, this.#forecast(nowMs), this.bounds);
      if (refusal !== null) return refusal;
    }
    if (ticket.priority === "batch" && this.#lines.batch.size === 0) this.#batchTurnMs = nowMs;
    this.#lines[ticket.priority].join(ticket, items);
    return null;
  }

  /** Puts items whose batch came to grief back to where they stood. */
  rejoin(items: readonly Item[]): void {
    for (const item of items) this.#lines[item.ticket.priority].rejoin(item);
  }

  /** Takes away what a request that is over has in the line. */
  drop(ticket: Ticket): void {
    this.#lines[ticket.priority].drop(ticket);
  }

  /** Of each request whose deadline has passed before its turn, an item. To be dropped before `next`. */
  overdue(nowMs: number): Item[] {
    return [...this.#lines.interactive.overdue(nowMs), ...this.#lines.batch.overdue(nowMs)];
  }

  /** The next batch and its place; null when nothing waits that may run, or no place has room. */
  next(nowMs: number): Assignment<Item, P> | null {
    const place = this.#roomiest(nowMs);
    const priority = place && this.#turn(place, nowMs);
    if (place === null || priority === null) return null;
    const batch = this.#take(priority, { place, nowMs });
    const assignment = { place, priority, batch, predictedMs: costOfBatch(batch, this.#costMs) };
    this.#inFlight.start(assignment, nowMs);
    return assignment;
  }

  /** How long the replicas take for all that waits and runs; null while none is ready. */
  drainMs(nowMs: number): number | null {
    const forecast = this.#forecast(nowMs);
    return forecast.isBlind ? null : forecast.drainMs(forecast.waiting("batch", ({ workMs }) => workMs));
  }

  /** It has not begun, as its place is not done with what came before. */
  isBehind(assignment: Assignment<Item, P>): boolean {
    return this.#inFlight.isBehind(assignment);
  }

  /** How long to wait for a batch to begin before another place had better take it. */
  patienceMs(assignment: Assignment<Item, P>, nowMs: number): number {
    const beforeMs = this.#inFlight.busyMs(assignment.place, nowMs) - assignment.predictedMs;
    return STUCK_FACTOR * Math.max(beforeMs, 0) + STUCK_MS;
  }

  /** The batch is over, however it came out. */
  finish(assignment: Assignment<Item, P>, nowMs: number): void {
    this.#inFlight.finish(assignment, nowMs);
    this.#confirmedMs = nowMs;
  }

  /** The place with the most room, so that idle ones come before a second batch for a busy one; then the least busy. */
  #roomiest(nowMs: number): P | null {
    let best: P | null = null;
    for (const place of this.#places()) {
      if (place.room === 0 || place.room < (best?.room ?? 0)) continue;
      const isRoomier = best === null || place.room > best.room;
      if (isRoomier || this.#inFlight.busyMs(place, nowMs) < this.#inFlight.busyMs(best ?? place, nowMs))
        best = place;
    }
    return best;
  }

  /** Which line is served; null when its work would lie in the way of other work at this place. */
  #turn(place: P, nowMs: number): Priority | null {
    const { interactive, batch } = this.#lines;
    const isOwed = batch.size > 0 && nowMs - this.#batchTurnMs >= BATCH_TURN_MS;
    const priority = interactive.size > 0 && !isOwed ? "interactive" : "batch";
    const line = this.#lines[priority];
    const yields = priority === "batch" || line.flows.areSharing;
    const isInTheWay = yields && this.#inFlight.heldMs(place) > PREFETCH_MS;
    return line.size === 0 || isInTheWay ? null : priority;
  }

  #take(priority: Priority, { place, nowMs }: { place: P; nowMs: number }): Item[] {
    if (priority === "batch") this.#batchTurnMs = nowMs;
    const line = this.#lines[priority];
    // Places that are idle divide what waits: half a batch each is done before a whole one at either.
    const rowsMax = Math.min(this.bounds.rowsMax, Math.ceil(line.size / this.#sharers(place)));
    const batch = line.take({ ...this.bounds, rowsMax }, this.#forecast(nowMs));
    if (line.size > 0) this.#learnStretch(batch);
    return batch;
  }

  /** How many idle places there are, this one included; 1 when it is busy itself. */
  #sharers(place: P): number {
    const isIdle = (other: P) => other.room > 0 && this.#inFlight.heldMs(other) === 0;
    return isIdle(place) ? this.#places().filter(isIdle).length : 1;
  }

  #learnStretch(batch: readonly Item[]): void {
    const plannedMs = batch.reduce((total, { planMs }) => total + planMs, 0);
    const stretch = Math.min(Math.max(costOfBatch(batch, this.#costMs) / plannedMs, 1), STRETCH_MAX);
    this.#stretch += (stretch - this.#stretch) / STRETCH_BATCHES;
  }

  #forecast(nowMs: number): Forecast<Item> {
    const ready = this.#places().filter(({ isReady }) => isReady);
    const busyMs = ready.reduce((total, place) => total + this.#inFlight.busyMs(place, nowMs), 0);
    return new Forecast({
      nowMs,
      lines: this.#lines,
      replicas: ready.length,
      busyMs,
      stretch: this.#stretch,
      costMs: this.#costMs,
    });
  }

  #isUnconfirmed(nowMs: number): boolean {
    const isIdle = this.#inFlight.isIdle && this.#lines.interactive.size + this.#lines.batch.size === 0;
    return isIdle && nowMs - this.#confirmedMs >= STALE_MS;
  }
}
