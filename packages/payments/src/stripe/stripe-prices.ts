import type { PlanVersion } from "@millrace/prices";
import Stripe from "stripe";
import { PART, PLAN } from "./metadata.ts";
import { Once } from "./once.ts";

/** The meter that is told what a team's usage comes to. */
export const METER_EVENT = "millrace_usage";
const USAGE_PRODUCT = "millrace_usage";

/**
 * The prices and the meter that plans have at Stripe: found by their names, or made when they are needed first. Whoever comes at
 * once, here or in another process, makes the same ones: their names are unique there, which is why they need no keys.
 */
export class StripePrices {
  readonly #stripe: Stripe;
  readonly #ids = new Once<string>();

  constructor(stripe: Stripe) {
    this.#stripe = stripe;
  }

  /** Of a plan's fee, a month in advance. */
  planPrice({ id, planName, title, currency, feeMinor }: PlanVersion): Promise<string> {
    const lookupKey = `${planName}:${currency}:${id}`;
    return this.#ids.get(lookupKey, () =>
      this.#price(
        lookupKey,
        { id: `millrace_plan_${planName}`, name: title },
        {
          currency: currency.toLowerCase(),
          unit_amount: Number(feeMinor),
          recurring: { interval: "month", usage_type: "licensed" },
          metadata: { [PLAN]: planName },
        },
      ),
    );
  }

  /** Of usage: one minor unit each, as much of it as the meter was told. */
  usagePrice(currency: string): Promise<string> {
    const lookupKey = `usage:${currency}`;
    return this.#ids.get(lookupKey, async () =>
      this.#price(
        lookupKey,
        { id: USAGE_PRODUCT, name: "Usage" },
        {
          currency: currency.toLowerCase(),
          unit_amount: 1,
          recurring: { interval: "month", usage_type: "metered", meter: await this.meter() },
          metadata: { [PART]: "usage" },
        },
      ),
    );
  }

  meter(): Promise<string> {
    return this.#ids.get("meter", async () => {
      const found = await this.#findMeter();
      if (found !== undefined) return found;
      return this.#made(
        this.#stripe.billing.meters.create({
          display_name: "Millrace usage",
          event_name: METER_EVENT,
          default_aggregation: { formula: "last" },
        }),
        () => this.#findMeter(),
      );
    });
  }

  async #price(
    lookupKey: string,
    { id: product, name }: { id: string; name: string },
    price: Omit<Stripe.PriceCreateParams, "product" | "lookup_key">,
  ): Promise<string> {
    const find = async () =>
      (await this.#stripe.prices.list({ lookup_keys: [lookupKey], active: true, limit: 1 })).data[0]?.id;
    const found = await find();
    if (found !== undefined) return found;
    await this.#made(this.#stripe.products.create({ id: product, name }), async () => product);
    return this.#made(
      this.#stripe.prices.create({ ...price, product, lookup_key: lookupKey, tax_behavior: "exclusive" }),
      find,
    );
  }

  async #findMeter(): Promise<string | undefined> {
    for await (const meter of this.#stripe.billing.meters.list({ status: "active", limit: 100 }))
      if (meter.event_name === METER_EVENT) return meter.id;
    return undefined;
  }

  /** What was made, or what somebody else had made before. */
  async #made(making: Promise<{ id: string }>, find: () => Promise<string | undefined>): Promise<string> {
    try {
      return (await making).id;
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
      const found = await find();
      if (found === undefined) throw error;
      return found;
    }
  }
}
