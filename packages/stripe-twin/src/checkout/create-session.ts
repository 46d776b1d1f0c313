import { mergeMetadata } from "../http/fields.ts";
import { invalid } from "../http/stripe-fault.ts";
import { taxingOfCustomer } from "../taxes/tax-rates.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { CheckoutSession, LineItem } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { firstAnchor } from "./first-anchor.ts";
import { makeLineItem, taxLineItem } from "./line-items.ts";
import type { SessionInput } from "./session-params.ts";

const EXPIRES_SECONDS = 24 * 3600;
const EXPIRES_SECONDS_MIN = 30 * 60;

/** What the page of a session needs to know later. */
export type CheckoutPlan = { input: SessionInput; lines: LineItem[] };

export function createSession(world: World, input: SessionInput): CheckoutSession {
  const lines = (input.line_items ?? []).map((line) => makeLineItem(world, line));
  check(world, input, lines);
  const session = world.checkoutSessions.add(blankSession(world, input, lines));
  world.checkoutPlans.set(session.id, { input, lines });
  priceSession(world, session);
  world.clock.later(session.expires_at, () => {
    if (session.status === "open") expireSession(world, session.id);
  });
  return session;
}

/** Sums the lines, with tax once it is known where the customer is. */
export function priceSession(world: World, session: CheckoutSession): void {
  const lines = world.checkoutPlans.get(session.id)?.lines ?? [];
  const customer = session.customer === null ? undefined : world.customers.find(session.customer);
  if (session.automatic_tax.enabled) {
    const taxing = customer === undefined ? null : taxingOfCustomer(world, customer);
    session.automatic_tax.status = taxing === null ? "requires_location_inputs" : "complete";
    if (taxing !== null) for (const line of lines) taxLineItem(line, taxing);
  }
  if (session.mode === "setup") return;
  session.amount_subtotal = sum(lines.map((line) => line.amount_subtotal));
  session.amount_total = sum(lines.map((line) => line.amount_total));
  session.total_details = {
    amount_discount: 0,
    amount_shipping: 0,
    amount_tax: sum(lines.map((line) => line.amount_tax)),
  };
}

export function expireSession(world: World, id: string): CheckoutSession {
  const session = world.checkoutSessions.need(id);
  if (session.status !== "open")
    throw invalid(`Only Checkout Sessions with a status in ["open"] can be expired.`);
  session.status = "expired";
  session.url = null;
  emitEvent(world, "checkout.session.expired", session);
  return session;
}

function check(world: World, input: SessionInput, lines: readonly LineItem[]): void {
  if (input.customer !== undefined) world.customers.need(input.customer, "customer");
  if (input.success_url === undefined)
    throw invalid("Missing required param: success_url.", "success_url", "parameter_missing");
  const [seconds, now] = [input.expires_at, world.now()];
  if (seconds !== undefined && (seconds < now + EXPIRES_SECONDS_MIN || seconds > now + EXPIRES_SECONDS))
    throw invalid(
      "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
      "expires_at",
    );
  if (input.mode === "setup") return;
  firstAnchor(input.subscription_data ?? {}, world.now());
  if (lines.length === 0)
    throw invalid("Missing required param: line_items.", "line_items", "parameter_missing");
  if (new Set(lines.map((line) => line.currency)).size > 1)
    throw invalid("All prices must have the same currency.", "line_items");
  const recurs = lines.some((line) => line.price?.type === "recurring");
  if (recurs !== (input.mode === "subscription"))
    throw invalid(
      `You must provide at least one recurring price in \`subscription\` mode, and none in \`${input.mode}\`.`,
      "mode",
    );
}

function blankSession(world: World, input: SessionInput, [line]: readonly LineItem[]): CheckoutSession {
  const id = world.makeId(world.livemode ? "cs_live" : "cs_test");
  return {
    id,
    object: "checkout.session",
    adaptive_pricing: null,
    after_expiration: null,
    allow_promotion_codes: input.allow_promotion_codes ?? null,
    allowed_payment_method_types: null,
    amount_subtotal: null,
    amount_total: null,
    automatic_tax: {
      enabled: input.automatic_tax?.enabled ?? false,
      liability: input.automatic_tax?.enabled ? { type: "self" } : null,
      provider: input.automatic_tax?.enabled ? "stripe" : null,
      status: null,
    },
    billing_address_collection: input.billing_address_collection ?? null,
    cancel_url: input.cancel_url ?? null,
    client_reference_id: input.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: world.now(),
    currency: line?.currency ?? input.currency ?? null,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: input.customer ?? null,
    customer_account: null,
    customer_creation: input.customer === undefined ? (input.customer_creation ?? "if_required") : null,
    customer_details: null,
    customer_email: input.customer_email ?? null,
    discounts: [],
    expires_at: input.expires_at ?? world.now() + EXPIRES_SECONDS,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: world.livemode,
    locale: input.locale ?? null,
    managed_payments: null,
    metadata: mergeMetadata({}, input.metadata),
    mode: input.mode,
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: input.payment_method_collection ?? null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ["card"],
    payment_status: "unpaid",
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: "open",
    submit_type: null,
    subscription: null,
    success_url: input.success_url ?? null,
    tax_id_collection: { enabled: input.tax_id_collection?.enabled ?? false, required: "never" },
    total_details: null,
    ui_mode: "hosted_page",
    url: `${world.url}/c/pay/${id}`,
    wallet_options: null,
  };
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
