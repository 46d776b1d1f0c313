import type { SystemTx } from "@millrace/db";
import { SUBSCRIPTION_PARTS } from "../../stripe/subscription-of.ts";
import { findAwaited, insertEvents } from "../store.ts";
import type { InboundContext } from "../subjects/reading.ts";
import { takeMissedEvents } from "./missed-events.ts";
import { findOpen } from "./store.ts";
import {
  type Unlike,
  unlikeDisputes,
  unlikeIntents,
  unlikeInvoices,
  unlikeRefunds,
  unlikeSubscriptions,
} from "./unlike.ts";

const PAGE = 100;
/** Of each kind of object, what one round looks at. */
const OBJECTS_MAX = 50_000;
/** Looked at again, for what was under way. */
const OVERLAP_MS = 3_600_000;

export type Reconciled = {
  /** Events that nobody had heard. */
  events: number;
  /** Objects that were not here as they are there, and of which no event told. */
  objects: number;
};

/**
 * Finds what deliveries missed: events since a moment, and subscriptions, invoices, payments, refunds and disputes that are not
 * here as they are at the provider. Writes them down as events, for `takeEvents` to do as any other.
 */
export async function reconcile(ctx: InboundContext, { since }: { since: Date }): Promise<Reconciled> {
  const from = new Date(since.getTime() - OVERLAP_MS);
  const events = await takeMissedEvents(ctx, from);
  let objects = 0;
  for await (const unlike of findUnlike(ctx, from)) objects += await writeDown(ctx, unlike);
  return { events, objects };
}

async function* findUnlike(ctx: InboundContext, from: Date): AsyncGenerator<Unlike[]> {
  const { stripe } = ctx;
  const created = { gte: Math.floor(from.getTime() / 1000) };
  const expand = SUBSCRIPTION_PARTS.map((part) => `data.${part}`);
  const live = new Set<string>();
  const open = new Set<string>();
  const seen = <T extends { id: string }>(ids: Set<string>, check: Check<T>): Check<T> => {
    return (tx, page) => {
      for (const { id } of page) ids.add(id);
      return check(tx, page);
    };
  };
  const subscriptions = stripe.subscriptions.list({ limit: PAGE, expand });
  yield* compare(ctx, subscriptions, seen(live, unlikeSubscriptions));
  const openInvoices = stripe.invoices.list({ status: "open", limit: PAGE });
  yield* compare(ctx, openInvoices, seen(open, unlikeInvoices));
  yield* compare(ctx, stripe.invoices.list({ created, limit: PAGE }), unlikeInvoices);
  yield* compare(ctx, stripe.paymentIntents.list({ created, limit: PAGE }), unlikeIntents);
  yield* compare(ctx, stripe.refunds.list({ created, limit: PAGE }), unlikeRefunds);
  yield* compare(ctx, stripe.disputes.list({ created, limit: PAGE }), unlikeDisputes);
  const ours = await ctx.database.inSystem((tx) => findOpen(tx, OBJECTS_MAX));
  const gone = (type: string, ids: readonly string[], there: ReadonlySet<string>) =>
    ids.filter((id) => !there.has(id)).map((objectId) => ({ type, objectId }));
  yield gone("customer.subscription.updated", ours.subscriptions, live);
  yield gone("invoice.updated", ours.invoices, open);
  yield gone("charge.dispute.updated", ours.payments, new Set());
}

type Check<T> = (tx: SystemTx, page: readonly T[]) => Promise<Unlike[]>;

async function* compare<T>(
  { database }: InboundContext,
  listed: AsyncIterable<T>,
  check: Check<T>,
): AsyncGenerator<Unlike[]> {
  let page: T[] = [];
  let count = 0;
  for await (const object of listed) {
    page.push(object);
    count += 1;
    if (page.length < PAGE) continue;
    const full = page;
    page = [];
    yield await database.inSystem((tx) => check(tx, full));
    if (count >= OBJECTS_MAX) return;
  }
  if (page.length > 0) yield await database.inSystem((tx) => check(tx, page));
}

/** As events of ours, where none waits for the object anyway. */
async function writeDown({ database, clock }: InboundContext, unlike: readonly Unlike[]): Promise<number> {
  if (unlike.length === 0) return 0;
  const now = clock.now();
  return database.inSystem(async (tx) => {
    const awaited = await findAwaited(
      tx,
      unlike.map(({ objectId }) => objectId),
    );
    const events = unlike
      .filter(({ objectId }) => !awaited.has(objectId))
      .map(({ type, objectId }) => ({
        ...{ id: `found:${objectId}:${now.getTime()}`, type, objectId, happenedAt: now },
      }));
    return insertEvents(tx, events, now);
  });
}
