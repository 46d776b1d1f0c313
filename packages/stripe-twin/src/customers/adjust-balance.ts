import { z } from "zod";
import { currency, integer, mergeMetadata, metadata, text } from "../http/fields.ts";
import { change, emitEvent } from "../webhooks/emit-event.ts";
import type { BalanceTransaction } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

export const balanceParams = z.strictObject({
  amount: integer,
  currency,
  description: text.optional(),
  metadata: metadata.optional(),
});

type Adjustment = z.output<typeof balanceParams> & {
  type?: BalanceTransaction["type"];
  invoice?: string;
  credit_note?: string;
};

/** Below zero the customer has credit, above zero they owe; either goes into the next invoice. */
export function adjustBalance(world: World, customerId: string, given: Adjustment): BalanceTransaction {
  const customer = world.customers.need(customerId);
  const { amount, currency: code, description, type = "adjustment" } = given;
  const transaction = world.balanceTransactions.add({
    id: world.makeId("cbtxn"),
    object: "customer_balance_transaction",
    amount,
    checkout_session: null,
    created: world.now(),
    credit_note: given.credit_note ?? null,
    currency: code,
    customer: customerId,
    customer_account: null,
    description: description ?? null,
    ending_balance: customer.balance + amount,
    invoice: given.invoice ?? null,
    livemode: world.livemode,
    metadata: mergeMetadata({}, given.metadata),
    type,
  });
  const previous = change(customer, { balance: transaction.ending_balance, currency: code });
  emitEvent(world, "customer.updated", customer, previous);
  return transaction;
}
