import type { SystemTx } from "@millrace/db";
import type { Clock } from "@millrace/kernel";
import type Stripe from "stripe";
import { findOperationOf, saveOperation } from "../../outbound/store.ts";
import { OPERATION } from "../../stripe/metadata.ts";
import { findTeam } from "./find-team.ts";
import { findPayment } from "./read-payment.ts";
import { readSubscription } from "./read-subscription.ts";
import { type Apply, type InboundContext, idOf } from "./reading.ts";

/** A page where somebody paid, or not, with what came of it. */
export async function readSession(ctx: InboundContext, id: string): Promise<Apply> {
  const session = await ctx.stripe.checkout.sessions.retrieve(id);
  const subscriptionId = idOf(session.subscription);
  const intentId = idOf(session.payment_intent);
  const applySubscription = subscriptionId === null ? null : await readSubscription(ctx, subscriptionId);
  const payment = intentId === null ? null : await findPayment(ctx, intentId);
  return async (tx) => {
    await applySubscription?.(tx);
    await payment?.apply(tx);
    await endOperation(tx, session, ctx.clock);
  };
}

async function endOperation(tx: SystemTx, session: Stripe.Checkout.Session, clock: Clock): Promise<void> {
  const { id: providerId, metadata, status, payment_status: paid } = session;
  const teamId = await findTeam(tx, { customerId: idOf(session.customer), metadata });
  if (teamId === null || status === "open") return;
  const operation = await findOperationOf(tx, teamId, { providerId, id: metadata?.[OPERATION] });
  if (operation === null) return;
  const doneAt = clock.now();
  if (status === "expired")
    await saveOperation(tx, operation, { state: "failed", lastError: "expired", doneAt });
  else if (paid !== "unpaid") await saveOperation(tx, operation, { state: "done", lastError: null, doneAt });
}
