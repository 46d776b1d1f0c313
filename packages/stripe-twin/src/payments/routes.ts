import { z } from "zod";
import { TEST_CARDS } from "../cards/test-cards.ts";
import { currency, flag, integer, listOf, mergeMetadata, metadata, name, text } from "../http/fields.ts";
import { listRoute } from "../http/list.ts";
import { type Route, route } from "../http/route.ts";
import { followIntent } from "../invoices/follow-intent.ts";
import { change, emitEvent } from "../webhooks/emit-event.ts";
import type { PaymentIntent } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { confirmIntent, unexpectedState } from "./confirm-intent.ts";
import { createIntent } from "./create-intent.ts";

const nothing = z.strictObject({});
const confirmParams = z.strictObject({
  off_session: flag.optional(),
  payment_method: name.optional(),
  return_url: text.optional(),
});
const createParams = z.strictObject({
  amount: integer,
  automatic_payment_methods: z.strictObject({ enabled: flag, allow_redirects: text.optional() }).optional(),
  confirm: flag.optional(),
  currency,
  customer: name.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  off_session: flag.optional(),
  payment_method: name.optional(),
  payment_method_types: listOf(text).optional(),
  receipt_email: text.optional(),
  return_url: text.optional(),
  setup_future_usage: z.enum(["on_session", "off_session"]).optional(),
  statement_descriptor_suffix: text.optional(),
});
const reasons = z.enum(["abandoned", "duplicate", "fraudulent", "requested_by_customer"]);
const updateParams = z.strictObject({
  description: text.optional(),
  metadata: metadata.optional(),
  payment_method: name.optional(),
});

export const paymentRoutes: Route[] = [
  route("POST", "/v1/payment_intents", createParams, create),
  route("GET", "/v1/payment_intents/:id", nothing, (world, _, id) => world.paymentIntents.need(id("id"))),
  route(
    "POST",
    "/v1/payment_intents/:id",
    updateParams,
    ({ paymentIntents }, { metadata: given, ...fields }, id) => {
      const intent = paymentIntents.need(id("id"));
      Object.assign(intent, fields, { metadata: mergeMetadata(intent.metadata, given) });
      return intent;
    },
  ),
  route("POST", "/v1/payment_intents/:id/confirm", confirmParams, (world, input, id) => {
    const intent = world.paymentIntents.need(id("id"));
    if (input.payment_method !== undefined)
      intent.payment_method = methodFor(world, input.payment_method, intent.customer);
    return confirmed(world, intent, input);
  }),
  route(
    "POST",
    "/v1/payment_intents/:id/cancel",
    z.strictObject({ cancellation_reason: reasons.optional() }),
    (world, input, id) =>
      cancel(world, world.paymentIntents.need(id("id")), input.cancellation_reason ?? null),
  ),
  listRoute("/v1/payment_intents", { customer: name.optional() }, ({ paymentIntents }, { customer }) =>
    paymentIntents.newestFirst().filter((intent) => customer === undefined || intent.customer === customer),
  ),
  route("GET", "/v1/charges/:id", nothing, (world, _, id) => world.charges.need(id("id"))),
  listRoute(
    "/v1/charges",
    { customer: name.optional(), payment_intent: name.optional() },
    ({ charges }, wanted) =>
      charges
        .newestFirst()
        .filter(({ customer }) => wanted.customer === undefined || customer === wanted.customer)
        .filter(
          ({ payment_intent: intent }) =>
            wanted.payment_intent === undefined || intent === wanted.payment_intent,
        ),
  ),
];

function create(world: World, input: z.output<typeof createParams>): PaymentIntent {
  if (input.customer !== undefined) world.customers.need(input.customer, "customer");
  const { payment_method: wanted, customer = null } = input;
  const intent = createIntent(world, {
    amount: input.amount,
    currency: input.currency,
    customer,
    paymentMethod: wanted === undefined ? null : methodFor(world, wanted, customer),
    description: input.description,
    metadata: mergeMetadata({}, input.metadata),
    receiptEmail: input.receipt_email,
    setupFutureUsage: input.setup_future_usage,
  });
  return input.confirm === true ? confirmed(world, intent, input) : intent;
}

function confirmed(
  world: World,
  intent: PaymentIntent,
  input: z.output<typeof confirmParams>,
): PaymentIntent {
  const refusal = confirmIntent(world, intent, {
    offSession: input.off_session ?? false,
    returnUrl: input.return_url,
  });
  if (refusal !== null) throw refusal;
  followIntent(world, intent);
  return intent;
}

/** A card in somebody's account pays for nobody else. */
function methodFor(world: World, id: string, customer: string | null): string {
  if (TEST_CARDS[id] !== undefined) return id;
  const method = world.paymentMethods.need(id, "payment_method");
  if (method.customer !== null && method.customer !== customer)
    return world.paymentMethods.need("", "payment_method").id;
  return method.id;
}

function cancel(
  world: World,
  intent: PaymentIntent,
  reason: PaymentIntent["cancellation_reason"],
): PaymentIntent {
  if (intent.status === "succeeded" || intent.status === "canceled") throw unexpectedState(intent);
  change(intent, {
    status: "canceled",
    canceled_at: world.now(),
    cancellation_reason: reason,
    next_action: null,
  });
  emitEvent(world, "payment_intent.canceled", intent);
  return intent;
}
