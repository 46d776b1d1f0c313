import type Stripe from "stripe";
import { findCard } from "../../stripe/stripe-charge.ts";
import { notYet } from "./find-team.ts";
import type { Apply, InboundContext } from "./reading.ts";
import { lockCustomer, saveCardLabel } from "./store.ts";

/** Which card a customer is charged with, such as "visa 4242". */
export async function readCustomer({ stripe, clock }: InboundContext, id: string): Promise<Apply> {
  const askedAt = clock.now();
  const cardId = await findCard(stripe, id);
  const cardLabel = cardId === null ? null : labelOf(await stripe.paymentMethods.retrieve(cardId));
  return async (tx) => {
    const known = await lockCustomer(tx, id);
    if (known === null || known.cardLabel === cardLabel) return;
    if (known.updatedAt > askedAt) throw notYet("it changed meanwhile", 0);
    await saveCardLabel(tx, id, { cardLabel, updatedAt: clock.now() });
  };
}

function labelOf({ type, card }: Stripe.PaymentMethod): string {
  return card === undefined ? type : `${card.brand} ${card.last4}`;
}
