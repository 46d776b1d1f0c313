import Stripe from "stripe";
import type { UsageReading } from "../provider.ts";
import { absoluteKey } from "./absolute-key.ts";
import { isPassing } from "./fault-of-stripe.ts";
import { METER_EVENT } from "./stripe-prices.ts";

/** Tells Stripe's meter a reading. Null: it is there, now or before. Else why it never will be; what may pass is thrown. */
export async function sendReading(
  stripe: Stripe,
  { identifier, valueMinor, at, customerId }: UsageReading & { customerId: string },
  now: Date,
): Promise<string | null> {
  try {
    await stripe.billing.meterEvents.create(
      {
        event_name: METER_EVENT,
        identifier,
        timestamp: Math.floor(at.getTime() / 1000),
        payload: { stripe_customer_id: customerId, value: String(valueMinor) },
      },
      absoluteKey(`reading:${identifier}`, now),
    );
    return null;
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError) || isPassing(error)) throw error;
    return /already exists with identifier/.test(error.message) ? null : error.message;
  }
}
