import { Fault } from "@millrace/kernel";
import Stripe from "stripe";

/** What Stripe answers, or a Fault in our words instead of its error. What is no error of Stripe passes. */
export async function faultOfStripe<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw error instanceof Stripe.errors.StripeError ? toFault(error) : error;
  }
}

function toFault(error: Stripe.errors.StripeError): Fault {
  const internal = `${error.type} ${error.code ?? ""} ${error.requestId ?? ""}: ${error.message}`;
  if (error.code === "amount_too_small" || error.code === "amount_too_large")
    return new Fault({
      kind: "precondition",
      code: "payments.amount_not_charged",
      message: "The payment provider does not charge amounts as small or as large as this one.",
      internal,
      cause: error,
    });
  if (isPassing(error))
    return new Fault({
      kind: "unavailable",
      code: "payments.provider_away",
      message: "The payment provider does not answer now. Nothing was changed here; try again soon.",
      internal,
      cause: error,
    });
  return new Fault({
    kind: "internal",
    code: "payments.provider_refused",
    message: "The payment provider refused what was asked of it. An operator finds the reason in the log.",
    internal,
    cause: error,
  });
}

/** Whether the same request may succeed later: the provider was not reached, was busy, or broke. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof Stripe.errors.StripeConnectionError ||
    error instanceof Stripe.errors.StripeAPIError ||
    error instanceof Stripe.errors.StripeRateLimitError ||
    error instanceof Stripe.errors.StripeIdempotencyError ||
    (error instanceof Stripe.errors.StripeError && (error.statusCode ?? 0) === 409)
  );
}
