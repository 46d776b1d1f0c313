import { Fault } from "@millrace/kernel";
import Stripe from "stripe";
import type { PaymentProvider } from "../provider.ts";
import { faultOfStripe } from "./fault-of-stripe.ts";
import { TEAM } from "./metadata.ts";
import { Once } from "./once.ts";
import { changeAtStripe } from "./stripe-change.ts";
import { chargeAtStripe, chargeOf, findChargeAtStripe } from "./stripe-charge.ts";
import { checkoutOf, type Pages, sessionParams, stripeLocale } from "./stripe-checkout.ts";
import { endAtStripe } from "./stripe-end.ts";
import { portalConfiguration } from "./stripe-portal.ts";
import { StripePrices } from "./stripe-prices.ts";
import { readSubscription } from "./subscription-of.ts";
import type { Surroundings } from "./surroundings.ts";

/** One that Stripe failed to make, and keeps failing under that key, is asked for under another: nobody was told its name. */
async function createCustomer(
  stripe: Stripe,
  { teamId, name }: { teamId: string; name: string },
): Promise<string> {
  const create = (idempotencyKey: string) =>
    stripe.customers.create({ name, metadata: { [TEAM]: teamId } }, { idempotencyKey });
  try {
    return (await create(`customer:${teamId}`)).id;
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeAPIError)) throw error;
    return (await create(`customer:${teamId}:again`)).id;
  }
}

/** Stripe, as payments asks it. Every request that makes or changes something has a key that follows from our operation. */
export function stripeProvider(
  stripe: Stripe,
  { pause, warn, ...pages }: Pages & Surroundings,
): PaymentProvider {
  const prices = new StripePrices(stripe);
  const configurations = new Once<string>();
  return {
    name: "stripe",
    createCustomer: (team) => faultOfStripe(createCustomer(stripe, team)),
    openCheckout: (request) =>
      faultOfStripe(
        (async () => {
          const params = await sessionParams(request, prices, pages);
          const options = { idempotencyKey: `${request.operationId}:checkout` };
          return checkoutOf(await stripe.checkout.sessions.create(params, options));
        })(),
      ),
    findCheckout: async (id) => checkoutOf(await faultOfStripe(stripe.checkout.sessions.retrieve(id))),
    closeCheckout: async (id) => {
      const found = checkoutOf(await faultOfStripe(stripe.checkout.sessions.retrieve(id)));
      if (found.state !== "open") return found;
      return checkoutOf(await faultOfStripe(stripe.checkout.sessions.expire(id)));
    },
    openPortal: ({ customerId, locale, returnPath }) =>
      faultOfStripe(
        (async () => {
          const configuration = await configurations.get("portal", () => portalConfiguration(stripe));
          const { url } = await stripe.billingPortal.sessions.create({
            customer: customerId,
            configuration,
            locale: stripeLocale(locale),
            return_url: new URL(returnPath, pages.consoleUrl).toString(),
          });
          return url;
        })(),
      ),
    changeSubscription: async (order) => {
      await faultOfStripe(changeAtStripe(stripe, prices, order));
      const { teamId, pastDueSince } = order.subscription;
      const changed = await readSubscription(stripe, order.providerId, { teamId, pastDueSince });
      if (changed !== null) return changed;
      throw new Fault({
        kind: "internal",
        code: "payments.no_plan",
        message: "The subscription at the payment provider is over no plan of ours.",
        internal: order.providerId,
      });
    },
    endCustomer: (leaving) =>
      faultOfStripe(endAtStripe(stripe, leaving, { pause, warn, meter: () => prices.meter() })),
    charge: (request) => faultOfStripe(chargeAtStripe(stripe, request)),
    findCharge: async (id) => chargeOf(await faultOfStripe(stripe.paymentIntents.retrieve(id))),
    findChargeOf: (request) => faultOfStripe(findChargeAtStripe(stripe, request)),
  };
}
