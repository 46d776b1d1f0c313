import { Fault } from "@millrace/kernel";
import Stripe from "stripe";
import type { Leaving, UsageReading } from "../provider.ts";
import { absoluteKey } from "./absolute-key.ts";
import { isPassing } from "./fault-of-stripe.ts";
import { awaitCount, sendReading } from "./stripe-meter.ts";
import type { Surroundings } from "./surroundings.ts";

const LISTED_AT_ONCE = 100;

type Ending = Surroundings & {
  /** Of usage. */
  meter: () => Promise<string>;
};

/**
 * Ends what a customer would be charged for, step by step, each of which may have been done before. Cards go last, since what was
 * used is charged to them. What no card pays stays an open invoice; what Stripe has not counted in time stays unbilled, and is told.
 */
export async function endAtStripe(stripe: Stripe, leaving: Leaving, ending: Ending): Promise<void> {
  const { customerId: customer, at } = leaving;
  const key = (step: string) => absoluteKey(`end:${step}`, at);
  const of = { customer, limit: LISTED_AT_ONCE };
  for await (const { id } of stripe.checkout.sessions.list({ ...of, status: "open" }))
    await stripe.checkout.sessions.expire(id, {}, key(`page:${id}`));
  await endSubscriptions(stripe, leaving, ending);
  for await (const invoice of stripe.invoices.list({ ...of, status: "draft" }))
    if (isOfPlan(invoice))
      await stripe.invoices.finalizeInvoice(
        invoice.id,
        { auto_advance: false },
        key(`invoice:${invoice.id}:finalise`),
      );
  for await (const invoice of stripe.invoices.list({ ...of, status: "open" }))
    if (isOfPlan(invoice)) await tryToCollect(stripe, invoice.id, key(`invoice:${invoice.id}:pay`));
  await removeCards(stripe, customer, at);
}

/** None is kept of the customer. */
export async function removeCards(stripe: Stripe, customer: string, now: Date): Promise<void> {
  for await (const { id } of stripe.customers.listPaymentMethods(customer, { limit: LISTED_AT_ONCE }))
    await stripe.paymentMethods.detach(id, {}, absoluteKey(`end:card:${id}`, now));
}

async function endSubscriptions(
  stripe: Stripe,
  { customerId: customer, reading, at }: Leaving,
  ending: Ending,
): Promise<void> {
  const live: string[] = [];
  for await (const { id, ended_at: endedAt } of stripe.subscriptions.list({
    customer,
    limit: LISTED_AT_ONCE,
  }))
    if (endedAt === null) live.push(id);
  if (live.length === 0) return;
  if (reading !== null) await tellLast(stripe, { ...reading, customerId: customer, now: at }, ending);
  for (const id of live)
    await unlessGone(
      stripe.subscriptions.cancel(
        id,
        { invoice_now: true, prorate: false },
        absoluteKey(`end:subscription:${id}`, at),
      ),
    );
}

async function tellLast(
  stripe: Stripe,
  { now, ...reading }: UsageReading & { customerId: string; now: Date },
  { meter, pause, warn }: Ending,
): Promise<void> {
  const refusal = await sendReading(stripe, reading, now);
  if (refusal !== null) throw notCounted(refusal);
  const countedMinor = await awaitCount(stripe, { ...reading, meterId: await meter() }, pause);
  const { customerId: customer, valueMinor } = reading;
  if (countedMinor === valueMinor) return;
  const amounts = { usedMinor: String(valueMinor), unbilledMinor: String(valueMinor - countedMinor) };
  warn({ customer, ...amounts }, "the payment provider has not counted the last usage of a team that goes");
}

function isOfPlan({ parent, collection_method: method }: Stripe.Invoice): boolean {
  return parent?.type === "subscription_details" && method === "charge_automatically";
}

async function unlessGone(ended: Promise<unknown>): Promise<void> {
  try {
    await ended;
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError) || error.code !== "resource_missing") throw error;
  }
}

/** What a card refuses stays owed. */
async function tryToCollect(stripe: Stripe, id: string, options: { idempotencyKey: string }): Promise<void> {
  try {
    await stripe.invoices.pay(id, { off_session: true }, options);
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError) || isPassing(error)) throw error;
  }
}

function notCounted(internal: string): Fault {
  return new Fault({
    kind: "internal",
    code: "payments.provider_refused",
    message: "The payment provider refused what was asked of it. An operator finds the reason in the log.",
    internal,
  });
}
