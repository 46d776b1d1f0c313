import type Stripe from "stripe";
import type { Checkout, CheckoutRequest, PageLocale } from "../provider.ts";
import { OPERATION, PURCHASE, TEAM } from "./metadata.ts";
import type { StripePrices } from "./stripe-prices.ts";

export type Pages = {
  /** Where browsers reach the console. */
  consoleUrl: string;
  tax: "automatic" | "none";
};

/** Of each month, UTC: so that Stripe's periods are ours. */
const FIRST_OF_MONTH = { day_of_month: 1, hour: 0, minute: 0, second: 0 };

/** What stands on the page, and on the receipt. */
const TITLES = {
  credit: { en: "Credit", "zh-CN": "余额充值" },
  invoice: { en: "Invoice", "zh-CN": "账单" },
} as const;

const LOCALES = { en: "en", "zh-CN": "zh" } as const satisfies Record<PageLocale, string>;

export function stripeLocale(locale: PageLocale): (typeof LOCALES)[PageLocale] {
  return LOCALES[locale];
}

/** The params of a session that sells what is asked for. */
export async function sessionParams(
  request: CheckoutRequest,
  prices: StripePrices,
  pages: Pages,
): Promise<Stripe.Checkout.SessionCreateParams> {
  const { teamId, customerId, operationId, purchase, locale, returnPath } = request;
  const back = (outcome: string) => {
    const url = new URL(returnPath, pages.consoleUrl);
    url.searchParams.set("checkout", outcome);
    return url.toString();
  };
  const metadata = { [TEAM]: teamId, [OPERATION]: operationId };
  const common = {
    customer: customerId,
    client_reference_id: teamId,
    locale: stripeLocale(locale),
    metadata,
    success_url: back("done"),
    cancel_url: back("left"),
  };
  if (purchase.kind === "plan") {
    const { plan } = purchase;
    const [fee, usage] = [await prices.planPrice(plan), await prices.usagePrice(plan.currency)];
    return {
      ...common,
      ...taxing(pages.tax),
      mode: "subscription",
      line_items: [{ price: fee, quantity: 1 }, { price: usage }],
      subscription_data: {
        billing_mode: { type: "flexible" },
        billing_cycle_anchor_config: FIRST_OF_MONTH,
        proration_behavior: "create_prorations",
        metadata: { [TEAM]: teamId },
      },
    };
  }
  const { kind, number, amountMinor, currency } = purchase;
  const isTaxed = kind === "credit" && pages.tax === "automatic";
  const title = [TITLES[kind][locale], ...(number === null ? [] : [number])].join(" ");
  return {
    ...common,
    // Said even where there is none: an account may tax pages by default, and an invoice of ours has its taxes already.
    ...(isTaxed ? taxing(pages.tax) : { automatic_tax: { enabled: false } }),
    mode: "payment",
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: currency.toLowerCase(),
          unit_amount: Number(amountMinor),
          product_data: { name: title },
          ...(isTaxed ? { tax_behavior: "exclusive" } : {}),
        },
      },
    ],
    payment_intent_data: {
      description: title,
      metadata: { ...metadata, [PURCHASE]: kind },
      ...(kind === "credit" ? { setup_future_usage: "off_session" } : {}),
    },
  };
}

/** Where Stripe reckons taxes, it does from where somebody is, and adds them. */
function taxing(tax: Pages["tax"]) {
  const isAutomatic = tax === "automatic";
  return {
    automatic_tax: { enabled: isAutomatic },
    billing_address_collection: isAutomatic ? "required" : "auto",
    tax_id_collection: { enabled: true },
    customer_update: { address: "auto", name: "auto" },
  } as const;
}

export function checkoutOf({ id, status, url }: Stripe.Checkout.Session): Checkout {
  const state = status === "open" ? "open" : status === "expired" ? "expired" : "complete";
  return { id, state, url: state === "open" ? url : null };
}
