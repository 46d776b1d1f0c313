import { saveSubscription } from "@millrace/billing";
import type { SystemTx } from "@millrace/db";
import type { Clock } from "@millrace/kernel";
import type Stripe from "stripe";
import { SUBSCRIPTION_PARTS, subscriptionOf } from "../../stripe/subscription-of.ts";
import { findTeam, notYet } from "./find-team.ts";
import { type Apply, type InboundContext, idOf } from "./reading.ts";
import { findKnown } from "./store.ts";

const AT_ONCE_MS = 0;

/** A subscription, and how it is written down. */
export type FoundSubscription = { found: Stripe.Subscription; apply: Apply };

/** A subscription as it is; one that is nobody's here, or over no plan of ours, is left alone. */
export async function readSubscription(ctx: InboundContext, id: string): Promise<Apply> {
  return (await findSubscription(ctx, id)).apply;
}

export async function findSubscription(ctx: InboundContext, id: string): Promise<FoundSubscription> {
  const askedAt = ctx.clock.now();
  const found = await ctx.stripe.subscriptions.retrieve(id, { expand: [...SUBSCRIPTION_PARTS] });
  return { found, apply: (tx) => writeSubscription(tx, found, { askedAt, clock: ctx.clock }) };
}

type Asked = { askedAt: Date; clock: Clock };

async function writeSubscription(
  tx: SystemTx,
  found: Stripe.Subscription,
  { askedAt, clock }: Asked,
): Promise<void> {
  const { id, customer, metadata } = found;
  const teamId = await findTeam(tx, { customerId: idOf(customer), subscriptionId: id, metadata });
  if (teamId === null) return;
  const known = await findKnown(tx, teamId, id);
  // Somebody asked later than we did, and may know better.
  if (known !== null && known.updatedAt > askedAt) throw notYet("it changed meanwhile", AT_ONCE_MS);
  const subscription = subscriptionOf(found, { teamId, pastDueSince: known?.pastDueSince ?? null });
  if (subscription !== null) await saveSubscription(tx, subscription, { clock });
}
