import type Stripe from "stripe";
import { PART } from "./metadata.ts";

/** Cards, addresses and invoices; plans are changed here, since Stripe's page cannot where usage is counted. */
const FEATURES: Stripe.BillingPortal.ConfigurationCreateParams.Features = {
  customer_update: { enabled: true, allowed_updates: ["address", "email", "name", "phone", "tax_id"] },
  invoice_history: { enabled: true },
  payment_method_update: { enabled: true },
  subscription_cancel: { enabled: false },
};
const LISTED_MAX = 100;

/** What the portal offers, found or made. */
export async function portalConfiguration(stripe: Stripe): Promise<string> {
  const { data } = await stripe.billingPortal.configurations.list({ active: true, limit: LISTED_MAX });
  const found = data.find(({ metadata }) => metadata?.[PART] === "portal");
  if (found !== undefined) return found.id;
  const made = await stripe.billingPortal.configurations.create(
    { features: FEATURES, metadata: { [PART]: "portal" } },
    { idempotencyKey: "portal:1" },
  );
  return made.id;
}
