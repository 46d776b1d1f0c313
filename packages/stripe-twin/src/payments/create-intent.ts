import { invalid } from "../http/stripe-fault.ts";
import { isChargeable } from "../rules/currency.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { Metadata, PaymentIntent } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

export type IntentInput = {
  amount: number;
  currency: string;
  customer: string | null;
  paymentMethod: string | null;
  description?: string | null;
  metadata?: Metadata;
  receiptEmail?: string | null;
  setupFutureUsage?: PaymentIntent["setup_future_usage"];
};

/** Fault 400 `amount_too_small` for less than Stripe charges in this currency. */
export function createIntent(world: World, input: IntentInput): PaymentIntent {
  const { amount, currency } = input;
  if (!isChargeable(amount, currency))
    throw invalid(
      "Amount must be no less than the minimum charge of its currency.",
      "amount",
      "amount_too_small",
    );
  const id = world.makeId("pi");
  const intent: PaymentIntent = {
    id,
    object: "payment_intent",
    allowed_payment_method_types: null,
    amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic",
    client_secret: `${id}_secret_${world.makeId("x").slice(2)}`,
    confirmation_method: "automatic",
    created: world.now(),
    currency,
    customer: input.customer,
    customer_account: null,
    description: input.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: world.livemode,
    managed_payments: null,
    metadata: input.metadata ?? {},
    next_action: null,
    on_behalf_of: null,
    payment_method: input.paymentMethod,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ["card"],
    payment_record: null,
    processing: null,
    receipt_email: input.receiptEmail ?? null,
    review: null,
    setup_future_usage: input.setupFutureUsage ?? null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: input.paymentMethod === null ? "requires_payment_method" : "requires_confirmation",
    transfer_data: null,
    transfer_group: null,
  };
  world.paymentIntents.add(intent);
  emitEvent(world, "payment_intent.created", intent);
  return intent;
}
