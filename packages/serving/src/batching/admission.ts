import { type BatchBounds, bestBatch } from "./choose-batch.ts";
import type { FlowAccount } from "./flow-book.ts";
import type { Forecast } from "./forecast.ts";
import type { LineItem, Priority, Ticket } from "./ticket.ts";

/** The part of a deadline that is kept for grouping by length: those admitted can be passed for so long. */
export const GROUPING_SHARE = 0.2;

export type LineBounds = BatchBounds & {
  /** Requests that may wait. */
  readonly requestsMax: number;
  /** Predicted work that may wait, per replica. */
  readonly workMsMax: number;
  /** Bounds the memory of the line, whatever the requests' number. */
  readonly waitingTokensMax: number;
};

/** An expected no. `retryAfterMs` is null while nothing can be foretold, and `never` when a retry cannot cure it. */
export type Refusal =
  | { readonly reason: "queue_full"; readonly retryAfterMs: number | null }
  | { readonly reason: "deadline_unreachable"; readonly retryAfterMs: number | "never" };

type Claim = { readonly priority: Priority; readonly flow: FlowAccount };

/**
 * Whether one more request may wait. A full line still takes from a flow that holds less than its share of it, so
 * that a greedy one does not lock the others out.
 */
export function refuseRequest<Item extends LineItem>(
  { priority, flow }: Claim,
  forecast: Forecast<Item>,
  { requestsMax }: LineBounds,
): Refusal | null {
  const sharers = forecast.lineOf(priority).flows.sharersWith(flow);
  const isFull = forecast.waiting(priority, ({ requests }) => requests) >= requestsMax;
  return isFull && flow.requests >= requestsMax / sharers ? queueFull(priority, forecast) : null;
}

/** Whether the items of a request that holds a ticket may wait. An empty line takes any. */
export function refuseItems<Item extends LineItem>(
  ticket: Ticket,
  items: readonly Item[],
  forecast: Forecast<Item>,
  bounds: LineBounds,
): Refusal | null {
  const { priority, flow } = ticket;
  const workMs = forecast.waiting(priority, (line) => line.workMs);
  if (workMs > 0) {
    const waitingTokens = forecast.waiting(priority, (line) => line.tokens);
    const tokens = items.reduce((total, item) => total + item.tokens, waitingTokens);
    const flowMsMax = bounds.workMsMax / forecast.lineOf(priority).flows.sharersWith(flow);
    const isFull = forecast.spanMs(workMs) > bounds.workMsMax && forecast.spanMs(flow.workMs) > flowMsMax;
    if (isFull || tokens > bounds.waitingTokensMax) return queueFull(priority, forecast);
  }
  const hasDeadline = Number.isFinite(ticket.deadlineAtMs);
  return hasDeadline && !forecast.isBlind ? refuseDeadline(ticket, items, forecast, bounds) : null;
}

/** No when the deadline cannot be met, or only by making others of the flow late that are in time so far. */
function refuseDeadline<Item extends LineItem>(
  ticket: Ticket,
  items: readonly Item[],
  forecast: Forecast<Item>,
  bounds: LineBounds,
): Refusal | null {
  const line = forecast.lineOf(ticket.priority);
  const longest = items.reduce((most, { tokens }) => Math.max(most, tokens), 0);
  const best = bestBatch(longest, bounds, forecast.costMs);
  const workMs = items.reduce((total, { planMs }) => total + planMs, 0);
  const lastMs = forecast.costMs(Math.min(items.length + line.size, best.rows), longest);
  const ownMs = forecast.spanMs(Math.max(workMs - best.rowMs, 0)) + lastMs;

  const startMs = forecast.startsOf(ticket.priority, ticket.flow)(line.workBeforeMs(ticket));
  const waitMs = startMs - forecast.nowMs;
  const leftMs = ticket.deadlineAtMs - forecast.nowMs;
  // Where nothing waits, or batches have one row, nothing passes.
  const groupingMs = bounds.rowsMax === 1 ? 0 : Math.min(leftMs * GROUPING_SHARE, waitMs);
  const lateMs = waitMs + groupingMs + ownMs - leftMs;
  const holdUpMs = forecast.spanMs(workMs);
  const slackMs = forecast.slacksOf(ticket.priority, ticket.flow);
  const staysInTime = (item: Item, workBeforeMs: number) => {
    const itemSlackMs = slackMs(item, workBeforeMs);
    return itemSlackMs < 0 || itemSlackMs >= holdUpMs;
  };
  if (lateMs <= 0 && line.everyLater(ticket, staysInTime)) return null;
  const isOutOfReach = ownMs > ticket.deadlineAtMs - ticket.admittedAtMs;
  const retryAfterMs = isOutOfReach ? "never" : Math.max(lateMs, holdUpMs);
  return { reason: "deadline_unreachable", retryAfterMs };
}

/** There is room again when half of what waits has run. */
function queueFull<Item extends LineItem>(priority: Priority, forecast: Forecast<Item>): Refusal {
  const drainMs = forecast.drainMs(forecast.waiting(priority, ({ workMs }) => workMs) / 2);
  return { reason: "queue_full", retryAfterMs: forecast.isBlind ? null : drainMs };
}
