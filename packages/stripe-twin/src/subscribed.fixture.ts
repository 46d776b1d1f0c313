import type Stripe from "stripe";
import type { StripeTwinOptions } from "./start-stripe-twin.ts";
import { makeTwin } from "./twin.fixture.ts";

export type Subscribed = Awaited<ReturnType<typeof makeSubscribed>>;

type Wanted = {
  card?: string;
  options?: StripeTwinOptions;
  customer?: Stripe.CustomerCreateParams;
  subscription?: Partial<Stripe.SubscriptionCreateParams>;
};

/** A team that pays 29.00 a month in advance and 0.0004 cent a token afterwards. */
export async function makeSubscribed({
  card = "pm_card_visa",
  options,
  customer: more,
  subscription: given,
}: Wanted = {}) {
  const { twin, stripe } = await makeTwin(options);
  const customer = await stripe.customers.create({ name: "Team", ...more });
  const method = await stripe.paymentMethods.attach(card, { customer: customer.id });
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });
  const product = await stripe.products.create({ name: "Plan" });
  const meter = await stripe.billing.meters.create({
    display_name: "Tokens",
    event_name: "tokens",
    default_aggregation: { formula: "sum" },
  });
  const priced = (params: Partial<Stripe.PriceCreateParams>) =>
    stripe.prices.create({
      product: product.id,
      currency: "eur",
      recurring: { interval: "month" },
      ...params,
    });
  const base = await priced({ unit_amount: 2900 });
  const tokens = await priced({
    unit_amount_decimal: "0.0004" as unknown as Stripe.Decimal,
    recurring: { interval: "month", usage_type: "metered", meter: meter.id },
  });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: base.id }, { price: tokens.id }],
    billing_mode: { type: "flexible" },
    ...given,
  });
  let sent = 0;
  const use = (value: number, at = twin.clock.now()) =>
    stripe.billing.meterEvents.create({
      event_name: "tokens",
      identifier: `use-${sent++}`,
      payload: { stripe_customer_id: customer.id, value: String(value) },
      timestamp: Math.floor(at.getTime() / 1000),
    });
  const invoices = async () => (await stripe.invoices.list({ customer: customer.id, limit: 100 })).data;
  const current = () => stripe.subscriptions.retrieve(subscription.id);
  return {
    twin,
    stripe,
    customer,
    method,
    product,
    meter,
    base,
    tokens,
    priced,
    subscription,
    use,
    invoices,
    current,
  };
}

export const amountsOf = (invoice: Stripe.Invoice | undefined): number[] =>
  (invoice?.lines.data ?? []).map(({ amount }) => amount);

export const at = (iso: string): Date => new Date(iso);
