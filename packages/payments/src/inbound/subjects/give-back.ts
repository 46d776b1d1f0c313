import { isUuid } from "@millrace/kernel";
import Stripe from "stripe";
import { absoluteKey } from "../../stripe/absolute-key.ts";
import { PURCHASE, TEAM } from "../../stripe/metadata.ts";
import { removeCards } from "../../stripe/stripe-end.ts";
import { notYet } from "./find-team.ts";
import { type Apply, type InboundContext, idOf } from "./reading.ts";
import { isDeletedTeam, isPaymentDone } from "./store.ts";

const AT_ONCE_MS = 0;

/**
 * Gives back at once, and in full, what was paid at a page while its team was being deleted, so that nobody wrote it down: for credit,
 * or as the first of a plan, whose invoice comes with it; and keeps no card. What was written down before went with the team; what the
 * team owed stays paid. Returns what has to hold as the payment is written: Fault `precondition` `payments.not_yet` where the team was
 * deleted since.
 */
export async function giveBackPayment(
  ctx: InboundContext,
  { id, status, customer, metadata, amount_received: amount, currency }: Stripe.PaymentIntent,
  invoice: Stripe.Invoice | null,
): Promise<Apply> {
  const teamId = status === "succeeded" ? buyerOf(metadata, invoice) : undefined;
  if (teamId === undefined || !isUuid(teamId)) return nothing;
  if (!(await isDeleted(ctx, teamId))) return unlessDeleted(teamId);
  if (await ctx.database.oneInSystem((tx) => isPaymentDone(tx, id))) return nothing;
  const isGivenBack = await refund(ctx, id);
  const customerId = idOf(customer);
  if (customerId !== null) await removeCards(ctx.stripe, customerId, ctx.clock.now());
  if (isGivenBack)
    ctx.warn(
      { team: teamId, payment: id, amount, currency },
      "a payment for a team that was deleted meanwhile was given back",
    );
  return nothing;
}

const nothing: Apply = async () => {};

/** Whoever reads it again finds the team deleted. */
function unlessDeleted(teamId: string): Apply {
  return async (tx) => {
    if (await isDeletedTeam(tx, teamId)) throw notYet("its team was deleted meanwhile", AT_ONCE_MS);
  };
}

/** The team that something was bought for; undefined: nothing was, or it is not said by us. */
function buyerOf(metadata: Stripe.Metadata, invoice: Stripe.Invoice | null): string | undefined {
  if (invoice === null) return metadata[PURCHASE] === "credit" ? metadata[TEAM] : undefined;
  if (invoice.billing_reason !== "subscription_create") return undefined;
  return invoice.parent?.subscription_details?.metadata?.[TEAM];
}

/** Ends a plan that began at a page while its team was being deleted; any other had ended before the team was gone. Returns as `giveBackPayment`. */
export async function endOrphan(
  { stripe, clock, ...ctx }: InboundContext,
  { id, ended_at: endedAt, metadata }: Stripe.Subscription,
): Promise<Apply> {
  const teamId = metadata[TEAM];
  if (endedAt !== null || teamId === undefined || !isUuid(teamId)) return nothing;
  if (!(await isDeleted(ctx, teamId))) return unlessDeleted(teamId);
  const key = absoluteKey(`orphan:${id}:end`, clock.now());
  try {
    await stripe.subscriptions.cancel(id, { invoice_now: false, prorate: false }, key);
  } catch (error) {
    if (codeOf(error) === "resource_missing") return nothing;
    throw error;
  }
  ctx.warn({ team: teamId, subscription: id }, "a plan of a team that was deleted meanwhile was ended");
  return nothing;
}

function isDeleted({ database }: Pick<InboundContext, "database">, teamId: string): Promise<boolean> {
  return database.oneInSystem((tx) => isDeletedTeam(tx, teamId));
}

/** False: its bank has taken it back already. */
async function refund({ stripe, clock }: InboundContext, intentId: string): Promise<boolean> {
  const key = absoluteKey(`orphan:${intentId}:refund`, clock.now());
  try {
    await stripe.refunds.create({ payment_intent: intentId }, key);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === "charge_already_refunded") return true;
    if (code === "charge_disputed") return false;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Stripe.errors.StripeError ? error.code : undefined;
}
