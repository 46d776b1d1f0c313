import { cardDeclined, cardOf } from "../cards/attach-payment-method.ts";
import { invalid } from "../http/stripe-fault.ts";
import type { Customer } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

/** Fault 402, before anything is changed, when the card that would pay does not. */
export function checkCard(world: World, customer: Customer, method: string | null | undefined): void {
  const paying = method || customer.invoice_settings.default_payment_method;
  if (!paying)
    throw invalid(
      "This customer has no attached payment source or default payment method.",
      undefined,
      "resource_missing",
    );
  const card = cardOf(world, paying);
  if (card.charge !== "works" && card.charge !== "disputed") throw cardDeclined(card);
}
