import { periodOf } from "@millrace/kernel";
import Stripe from "stripe";
import type { UsageReading } from "../provider.ts";
import { absoluteKey } from "./absolute-key.ts";
import { isPassing } from "./fault-of-stripe.ts";
import { METER_EVENT } from "./stripe-prices.ts";

const MINUTE_S = 60;
/** Before each look at what is counted; ten seconds in all. A reading counts in a period that ends in a later second than its own. */
const PAUSES_MS = [1_000, 1_000, 2_000, 3_000, 3_000];

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

type Told = Pick<UsageReading, "valueMinor" | "at"> & { customerId: string; meterId: string };

/** Waits until Stripe has counted a reading that it took: a second at least, ten at most. Returns what it has counted of the month then. */
export async function awaitCount(
  stripe: Stripe,
  told: Told,
  pause: (milliseconds: number) => Promise<unknown>,
): Promise<bigint> {
  let countedMinor = 0n;
  for (const milliseconds of PAUSES_MS) {
    await pause(milliseconds);
    countedMinor = await countOf(stripe, told);
    if (countedMinor === told.valueMinor) break;
  }
  return countedMinor;
}

/** Bounds are whole minutes. */
async function countOf(stripe: Stripe, { customerId, meterId, at }: Told): Promise<bigint> {
  const { data } = await stripe.billing.meters.listEventSummaries(meterId, {
    customer: customerId,
    start_time: periodOf(at).start.getTime() / 1000,
    end_time: (Math.floor(at.getTime() / 1000 / MINUTE_S) + 1) * MINUTE_S,
  });
  return BigInt(data[0]?.aggregated_value ?? 0);
}
