import { formatMinor, lockPlan, type Subscription, saveSubscription } from "@millrace/billing";
import type { SystemTx } from "@millrace/db";
import type { MailContext } from "@millrace/mail";
import type Stripe from "stripe";
import { SUBSCRIPTION_PARTS, subscriptionOf } from "../../stripe/subscription-of.ts";
import { tellPayers } from "../../tell-payers.ts";
import { graceOf } from "../rules/grace-of.ts";
import { findTeam, notYet } from "./find-team.ts";
import { endOrphan } from "./give-back.ts";
import { type Decline, readDecline } from "./read-decline.ts";
import { type Apply, type InboundContext, idOf } from "./reading.ts";
import { findKnown, type KnownSubscription } from "./store.ts";

const AT_ONCE_MS = 0;

/** A subscription, and how it is written down. */
export type FoundSubscription = { found: Stripe.Subscription; apply: Apply };

/**
 * A subscription as it is; whoever may pay is told when it becomes overdue. One that is nobody's here, or over no plan of ours,
 * is left alone.
 */
export async function readSubscription(ctx: InboundContext, id: string): Promise<Apply> {
  return (await findSubscription(ctx, id)).apply;
}

export async function findSubscription(ctx: InboundContext, id: string): Promise<FoundSubscription> {
  const askedAt = ctx.clock.now();
  const found = await ctx.stripe.subscriptions.retrieve(id, { expand: [...SUBSCRIPTION_PARTS] });
  const decline = await readDecline(ctx.stripe, found);
  const check = await endOrphan(ctx, found);
  const apply: Apply = async (tx) => {
    await writeSubscription(tx, ctx, { found, askedAt, decline });
    await check(tx);
  };
  return { found, apply };
}

type Asked = { found: Stripe.Subscription; askedAt: Date; decline: Decline | null };

async function writeSubscription(
  tx: SystemTx,
  ctx: MailContext,
  { found, askedAt, decline }: Asked,
): Promise<void> {
  const { id, customer, metadata } = found;
  const teamId = await findTeam(tx, { customerId: idOf(customer), subscriptionId: id, metadata });
  if (teamId === null) return;
  await lockPlan(tx, teamId);
  const known = await findKnown(tx, teamId, id);
  // Somebody asked later than we did, and may know better.
  if (known !== null && known.updatedAt > askedAt) throw notYet("it changed meanwhile", AT_ONCE_MS);
  const subscription = subscriptionOf(found, { teamId, pastDueSince: known?.pastDueSince ?? null });
  if (subscription === null) return;
  const saved = await saveSubscription(tx, subscription, ctx);
  await tellDecline(tx, ctx, { known, saved, decline });
}

type Change = { known: KnownSubscription | null; saved: Subscription; decline: Decline | null };

async function tellDecline(tx: SystemTx, ctx: MailContext, { known, saved, decline }: Change): Promise<void> {
  const until = graceOf(known, saved, ctx.clock.now());
  if (until === null) return;
  const values = {
    amount:
      decline === null ? "" : `${formatMinor(decline.amountMinor, decline.currency)} ${decline.currency}`,
    reason: decline?.reason ?? "",
    until: until.toISOString(),
  };
  await tellPayers(tx, ctx, {
    teamId: saved.teamId,
    write: (place) => ({ template: "payment_declined", values: { ...place, ...values } }),
  });
}
