import { attachPaymentMethod, cardDeclined, cardOf, makeCard } from "../cards/attach-payment-method.ts";
import { mergeMetadata } from "../http/fields.ts";
import type { StripeFault } from "../http/stripe-fault.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { SetupIntent } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import type { Purchase } from "./purchase.ts";

/** Puts a card into the customer's account without charging it. */
export function keepCard(world: World, { session, plan, customer, card }: Purchase): StripeFault | null {
  if (customer === null) throw new Error("Whoever keeps a card is a customer.");
  const method = makeCard(world, card);
  const testCard = cardOf(world, method.id);
  if (testCard.attach === "declined") return cardDeclined(testCard);
  attachPaymentMethod(world, method.id, customer.id);
  const intent = world.setupIntents.add(
    makeSetupIntent(world, {
      customer: customer.id,
      method: method.id,
      metadata: plan.input.setup_intent_data?.metadata,
    }),
  );
  session.setup_intent = intent.id;
  session.payment_status = "no_payment_required";
  emitEvent(world, "setup_intent.succeeded", intent);
  return null;
}

type SetupParts = { customer: string; method: string; metadata: Record<string, string> | null | undefined };

function makeSetupIntent(world: World, { customer, method, metadata }: SetupParts): SetupIntent {
  const id = world.makeId("seti");
  return {
    id,
    object: "setup_intent",
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_twin`,
    created: world.now(),
    customer,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: world.livemode,
    managed_payments: null,
    mandate: null,
    metadata: mergeMetadata({}, metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: method,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ["card"],
    single_use_mandate: null,
    status: "succeeded",
    usage: "off_session",
  };
}
