import type { BatchBounds } from "./choose-batch.ts";
import type { BatchCost } from "./cost-model.ts";
import { DueQueue } from "./due-queue.ts";
import { type FlowAccount, FlowBook } from "./flow-book.ts";
import type { Forecast } from "./forecast.ts";
import { costOfBatch, gatherBatch, WINDOW_ITEMS } from "./gather-batch.ts";
import type { LineItem, Ticket } from "./ticket.ts";

/** Items of one priority that wait for a batch: fair between flows, earliest due first within a flow. */
export class WaitingLine<Item extends LineItem> {
  readonly flows = new FlowBook();
  /** Of the flows that have items here. */
  readonly #queues = new Map<FlowAccount, DueQueue<Item>>();
  #size = 0;
  #tokens = 0;
  #workMs = 0;
  #requests = 0;

  get size(): number {
    return this.#size;
  }

  get tokens(): number {
    return this.#tokens;
  }

  get workMs(): number {
    return this.#workMs;
  }

  /** Requests that wait, those still on their way to `join` included. */
  get requests(): number {
    return this.#requests;
  }

  /** From its admission on a request counts as waiting. */
  expect(ticket: Ticket): void {
    this.#setWaiting(ticket, true);
  }

  /** Lines up the items of one request, which come in their order. */
  join(ticket: Ticket, items: readonly Item[]): void {
    this.#queueOf(ticket.flow).insert(items);
    this.#count(items, 1);
  }

  /** Puts an item that was taken before back to where it stood. */
  rejoin(item: Item): void {
    this.join(item.ticket, [item]);
  }

  /** Takes away all that a request has here. */
  drop(ticket: Ticket): void {
    this.#count(this.#queues.get(ticket.flow)?.removeAll(ticket) ?? [], -1);
    this.#setWaiting(ticket, false);
    this.#forgetEmpty(ticket.flow);
  }

  /** Takes the next batch away; empty when nothing waits. An item that must be alone is a batch of its own. */
  take(bounds: BatchBounds, forecast: Forecast<Item>): Item[] {
    const flow = this.flows.next(this.#queues.keys());
    const head = flow && this.#queues.get(flow)?.items[0];
    if (!head) return [];
    const lines = new Map([...this.#queues].map(([other, { items }]) => [other, items]));
    const isShared = this.flows.areSharing;
    const isAlone = head.alone || head.kin === null;
    const batch = isAlone ? [head] : gatherBatch({ head, lines, isShared, bounds, forecast });
    this.#charge(batch, forecast.costMs);
    this.#takeAway(batch);
    return batch;
  }

  /** Of each request whose deadline has passed, an item; only of those so far in front that a batch might take them. */
  overdue(nowMs: number): Item[] {
    const found = new Map<Ticket, Item>();
    for (const { items } of this.#queues.values()) {
      for (let index = 0; index < WINDOW_ITEMS; index += 1) {
        const item = items[index];
        if (item === undefined || item.ticket.dueAtMs > nowMs) break;
        if (item.ticket.deadlineAtMs <= nowMs) found.set(item.ticket, item);
      }
    }
    return [...found.values()];
  }

  /** The earliest deadline among what stands in front; infinite when there is none. */
  get nextDeadlineAtMs(): number {
    let earliestMs = Number.POSITIVE_INFINITY;
    for (const { items } of this.#queues.values()) {
      for (const { ticket } of items.slice(0, WINDOW_ITEMS))
        earliestMs = Math.min(earliestMs, ticket.deadlineAtMs);
    }
    return earliestMs;
  }

  /** Work that has its turn before a flow has been given so much more, that included. */
  aheadOf(flow: FlowAccount): (ownMs: number) => number {
    return this.flows.aheadOf(flow, this.#queues.keys());
  }

  /** Work of the flow that is due no later. */
  workBeforeMs(ticket: Ticket): number {
    let workMs = ticket.flow.workMs;
    this.everyLater(ticket, (_, workBeforeMs) => {
      workMs = workBeforeMs;
      return true;
    });
    return Math.max(workMs, 0);
  }

  /** Holds for every item of the flow that is due later; the test gets the work of the flow before the item. */
  everyLater({ flow, dueAtMs }: Ticket, holds: (item: Item, workBeforeMs: number) => boolean): boolean {
    let workMs = flow.workMs;
    const items = this.#queues.get(flow)?.items ?? [];
    for (let index = items.length - 1; index >= 0; index -= 1) {
      const item = items[index];
      if (item === undefined || item.ticket.dueAtMs <= dueAtMs) break;
      workMs -= item.planMs;
      if (!holds(item, workMs)) return false;
    }
    return true;
  }

  #charge(batch: readonly Item[], costMs: BatchCost): void {
    const apart = batch.map(({ tokens }) => costMs(1, tokens));
    const apartMs = apart.reduce((total, ms) => total + ms, 0);
    const batchMs = costOfBatch(batch, costMs);
    // By what each would take alone.
    for (const [index, { ticket }] of batch.entries()) {
      ticket.flow.servedMs += (batchMs * (apart[index] ?? 0)) / apartMs;
    }
  }

  #takeAway(batch: readonly Item[]): void {
    const taken = new Set(batch);
    this.#count(batch, -1);
    for (const flow of new Set(batch.map(({ ticket }) => ticket.flow))) {
      this.#queues.get(flow)?.remove(taken, WINDOW_ITEMS);
      this.#forgetEmpty(flow);
    }
  }

  #queueOf(flow: FlowAccount): DueQueue<Item> {
    const known = this.#queues.get(flow);
    if (known !== undefined) return known;
    this.flows.welcome(flow);
    const queue = new DueQueue<Item>();
    this.#queues.set(flow, queue);
    return queue;
  }

  #forgetEmpty(flow: FlowAccount): void {
    if (this.#queues.get(flow)?.items.length !== 0) return;
    this.#queues.delete(flow);
    // What rounding left.
    flow.workMs = 0;
    if (this.#size === 0) this.#workMs = 0;
  }

  #count(items: readonly Item[], sign: 1 | -1): void {
    for (const { ticket, tokens, planMs } of items) {
      ticket.waiting += sign;
      this.#setWaiting(ticket, ticket.waiting > 0);
      this.#size += sign;
      this.#tokens += sign * tokens;
      this.#workMs = Math.max(this.#workMs + sign * planMs, 0);
      ticket.flow.workMs = Math.max(ticket.flow.workMs + sign * planMs, 0);
    }
  }

  #setWaiting(ticket: Ticket, isWaiting: boolean): void {
    if (ticket.isWaiting === isWaiting) return;
    ticket.isWaiting = isWaiting;
    this.#requests += isWaiting ? 1 : -1;
    this.flows.countRequest(ticket.flow, isWaiting ? 1 : -1);
  }
}
