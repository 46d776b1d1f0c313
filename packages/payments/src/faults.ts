import { Fault } from "@millrace/kernel";
import type { PaymentProvider } from "./provider.ts";

/** Fault `precondition` `payments.no_provider`. */
export function requireProvider(provider: PaymentProvider | null): PaymentProvider {
  if (provider !== null) return provider;
  throw new Fault({
    kind: "precondition",
    code: "payments.no_provider",
    message: "This installation has no payment provider. Ask its operator how to pay.",
  });
}

/** A page of the provider was paid at, and what follows of it is under way. */
export function beingBooked(): Fault {
  return new Fault({
    kind: "conflict",
    code: "payments.being_booked",
    message: "A payment for this is being booked. Load the page again in a moment.",
    retryAfterMs: 5_000,
  });
}

/** Others asked for something else at the same time. */
export function tooBusy(): Fault {
  return new Fault({
    kind: "conflict",
    code: "payments.asked_at_once",
    message: "Somebody else of the team is paying right now. Try again in a moment.",
    retryAfterMs: 1_000,
  });
}

/** Why something failed, for operators. */
export function reasonOf(error: unknown): string {
  if (error instanceof Fault) return error.internal ?? error.message;
  return error instanceof Error ? error.message : String(error);
}
