import type { BatchCost } from "./cost-model.ts";
import type { LineItem, Priority, Ticket } from "./ticket.ts";
import type { WaitingLine } from "./waiting-line.ts";

export type Lines<Item extends LineItem> = Readonly<Record<Priority, WaitingLine<Item>>>;

type Sight<Item extends LineItem> = {
  readonly nowMs: number;
  readonly lines: Lines<Item>;
  /** Replicas that take batches. */
  readonly replicas: number;
  /** What they hold, as time of one of them. */
  readonly busyMs: number;
  /** How much dearer than planned batches turn out. */
  readonly stretch: number;
  readonly costMs: BatchCost;
};

/** What the line's virtual clock says at one moment: when waiting work would begin if nobody came who goes first. */
export class Forecast<Item extends LineItem> {
  readonly nowMs: number;
  readonly replicas: number;
  readonly costMs: BatchCost;
  readonly #sight: Sight<Item>;

  constructor(sight: Sight<Item>) {
    this.nowMs = sight.nowMs;
    this.costMs = sight.costMs;
    this.replicas = Math.max(sight.replicas, 1);
    this.#sight = sight;
  }

  /** Without a replica that is ready nothing can be foretold. */
  get isBlind(): boolean {
    return this.#sight.replicas === 0;
  }

  /** How long the replicas take for this much work. */
  spanMs(workMs: number): number {
    return (workMs * this.#sight.stretch) / this.replicas;
  }

  /** How long the replicas take for what they hold and this much work. */
  drainMs(workMs: number): number {
    return this.#sight.busyMs / this.replicas + this.spanMs(workMs);
  }

  /** When work of the ticket's flow begins that has this much work of the flow before it. */
  startMs({ priority, flow }: Ticket, workBeforeMs: number): number {
    const { lines } = this.#sight;
    const aheadMs = lines[priority].aheadMs(flow, workBeforeMs);
    return this.nowMs + this.drainMs(aheadMs + (priority === "batch" ? lines.interactive.workMs : 0));
  }

  /** How long the item could be held up and still meet its deadline; infinite where it has none. */
  slackMs({ ticket, tokens }: Item, workBeforeMs: number): number {
    if (!Number.isFinite(ticket.deadlineAtMs)) return Number.POSITIVE_INFINITY;
    return ticket.deadlineAtMs - this.startMs(ticket, workBeforeMs) - this.costMs(1, tokens);
  }

  /** What waits at this priority or goes before it. */
  waiting(priority: Priority, count: (line: WaitingLine<Item>) => number): number {
    const { lines } = this.#sight;
    return count(lines.interactive) + (priority === "batch" ? count(lines.batch) : 0);
  }

  lineOf(priority: Priority): WaitingLine<Item> {
    return this.#sight.lines[priority];
  }
}
