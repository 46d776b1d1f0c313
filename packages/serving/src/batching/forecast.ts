import type { BatchCost } from "./cost-model.ts";
import type { FlowAccount } from "./flow-book.ts";
import type { LineItem, Priority } from "./ticket.ts";
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
  readonly costMs: BatchCost;
  readonly #sight: Sight<Item>;
  readonly #replicas: number;

  constructor(sight: Sight<Item>) {
    this.nowMs = sight.nowMs;
    this.costMs = sight.costMs;
    this.#replicas = Math.max(sight.replicas, 1);
    this.#sight = sight;
  }

  /** Without a replica that is ready nothing can be foretold. */
  get isBlind(): boolean {
    return this.#sight.replicas === 0;
  }

  /** How long the replicas take for this much work. */
  spanMs(workMs: number): number {
    return (workMs * this.#sight.stretch) / this.#replicas;
  }

  /** How long the replicas take for what they hold and this much work. */
  drainMs(workMs: number): number {
    return this.#sight.busyMs / this.#replicas + this.spanMs(workMs);
  }

  /** When work of a flow begins, told by how much work of the flow is before it. */
  startsOf(priority: Priority, flow: FlowAccount): (workBeforeMs: number) => number {
    const { lines } = this.#sight;
    const aheadMs = lines[priority].aheadOf(flow);
    const prior = priority === "batch" ? lines.interactive.workMs : 0;
    const fromMs = this.nowMs + this.drainMs(prior);
    const spanOfOne = this.spanMs(1);
    return (workBeforeMs) => fromMs + aheadMs(workBeforeMs) * spanOfOne;
  }

  /** How long items of a flow could be held up and still meet their deadlines; infinite where there is none. */
  slacksOf(priority: Priority, flow: FlowAccount): (item: Item, workBeforeMs: number) => number {
    let startMs: ((workBeforeMs: number) => number) | null = null;
    return ({ ticket, tokens }, workBeforeMs) => {
      if (ticket.deadlineAtMs === Number.POSITIVE_INFINITY) return ticket.deadlineAtMs;
      startMs ??= this.startsOf(priority, flow);
      return ticket.deadlineAtMs - startMs(workBeforeMs) - this.costMs(1, tokens);
    };
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
