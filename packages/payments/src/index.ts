export type { PageLocale, PaymentContext, PaymentProvider, SystemPaymentContext } from "./provider.ts";
export { API_VERSION, stripeClient } from "./stripe/stripe-client.ts";
