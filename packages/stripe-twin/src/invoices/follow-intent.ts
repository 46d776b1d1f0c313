import type { PaymentIntent } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { markPaid } from "./pay-invoice.ts";

/** An intent that somebody confirmed themselves pays the invoice that it was made for. */
export function followIntent(world: World, intent: PaymentIntent): void {
  if (intent.status !== "succeeded") return;
  const payment = world.invoicePayments.oldestFirst().find((one) => one.payment.payment_intent === intent.id);
  const invoice = payment === undefined ? undefined : world.invoices.find(payment.invoice);
  if (invoice !== undefined && invoice.status !== "paid") markPaid(world, invoice, intent);
}
