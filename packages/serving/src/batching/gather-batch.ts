import { type BatchBounds, canJoin, chooseBatch, type Group, type JoinRules } from "./choose-batch.ts";
import type { BatchCost } from "./cost-model.ts";
import type { FlowAccount } from "./flow-book.ts";
import type { Forecast } from "./forecast.ts";
import type { LineItem } from "./ticket.ts";

/** Only this many items are compared, so that choosing takes no longer when more wait. */
export const WINDOW_ITEMS = 256;
/** That many batches' worth of a flow is always compared, however little time there is for grouping. */
const GROUPED_BATCHES = 2;
/** A batch that saves less only makes everybody in it wait for the others. */
const SAVING_MIN = 0.05;
/** Inputs of other flows join only where they are nearly free: the turn is not theirs. */
const GUEST_SAVING_MIN = 0.5;
/** While flows share, a batch takes at most this long, or this many times as long as its first input alone. */
export const TURN_MS = 10;
export const TURN_INPUTS = 2;

type Gathering<Item extends LineItem> = {
  /** Whose turn it is: the first of its flow. */
  readonly head: Item;
  /** What waits of each flow, in the order of its turns. */
  readonly lines: ReadonlyMap<FlowAccount, readonly Item[]>;
  /** Flows share the time, so that a long batch would keep another waiting. */
  readonly isShared: boolean;
  readonly bounds: BatchBounds;
  readonly forecast: Forecast<Item>;
};

/** The batch of the item whose turn it is: others of its flow of a similar length, then guests. */
export function gatherBatch<Item extends LineItem>(gathering: Gathering<Item>): Item[] {
  const { head, lines, isShared, bounds, forecast } = gathering;
  const { costMs } = forecast;
  const turnMs = Math.max(TURN_MS, TURN_INPUTS * costMs(1, head.tokens));
  const batchMsMax = isShared ? turnMs : Number.POSITIVE_INFINITY;
  const rules = { bounds, costMs, savingMin: SAVING_MIN, batchMsMax };
  const reach: Reach = {
    itemsMin: GROUPED_BATCHES * bounds.rowsMax,
    itemsMax: Math.max(Math.floor(WINDOW_ITEMS / lines.size), 1),
  };
  const { flow } = head.ticket;
  const mayJoin = (item: Item) => item !== head && item.kin === head.kin;
  const own = groupable(lines.get(flow) ?? [], reach, forecast).filter(mayJoin);
  const hosts = [head, ...joining([head], own, rules)];
  const guestRules = { ...rules, savingMin: GUEST_SAVING_MIN };
  const group = groupOf(hosts);
  // No guest saves more than one as long as the longest.
  if (lines.size === 1 || !canJoin(group.longest, group, guestRules)) return hosts;
  const others = [...lines].filter(([other]) => other !== flow);
  const guests = others.flatMap(([, items]) => groupable(items, reach, forecast)).filter(mayJoin);
  return [...hosts, ...joining(hosts, guests, guestRules)];
}

/** What a batch takes: all its rows are as long as the longest. */
export function costOfBatch(batch: readonly LineItem[], costMs: BatchCost): number {
  const { rows, longest } = groupOf(batch);
  return costMs(rows, longest);
}

function groupOf(batch: readonly LineItem[]): Group {
  return { rows: batch.length, longest: batch.reduce((most, { tokens }) => Math.max(most, tokens), 0) };
}

function joining<Item extends LineItem>(
  hosts: readonly Item[],
  items: readonly Item[],
  rules: JoinRules,
): Item[] {
  const lengths = items.map(({ tokens }) => tokens);
  return chooseBatch(groupOf(hosts), lengths, rules).flatMap((position) => items[position] ?? []);
}

/** How many items of a flow are compared, at least and at most. */
type Reach = { readonly itemsMin: number; readonly itemsMax: number };

/**
 * The items of a flow that may go before their turn, to be grouped by length: as far back as holding up those in
 * front by all the work up to there makes none of them late.
 */
function groupable<Item extends LineItem>(
  items: readonly Item[],
  { itemsMin, itemsMax }: Reach,
  forecast: Forecast<Item>,
): Item[] {
  const found: Item[] = [];
  const [head] = items;
  if (head === undefined) return found;
  const slackMs = forecast.slacksOf(head.ticket.priority, head.ticket.flow);
  let workMs = 0;
  let leastSlackMs = Number.POSITIVE_INFINITY;
  for (const item of items.slice(0, itemsMax)) {
    if (found.length >= itemsMin && forecast.spanMs(workMs) > leastSlackMs) break;
    leastSlackMs = Math.min(leastSlackMs, slackMs(item, workMs));
    workMs += item.planMs;
    if (!item.alone) found.push(item);
  }
  return found;
}
