import type { PaymentsConfig } from "@millrace/config";
import Stripe from "stripe";

/** What every request and delivery is in the words of; a newer SDK does not compile until somebody has looked. */
export const API_VERSION = "2026-10-28.endive";

/** A person waits; the machine that waits for nobody tries again by itself, later. */
const RETRIES_MAX = 2;
const TIMEOUT_MS = 10_000;

/** The official client, as told: of Stripe, or of a stand-in for it. Nothing is asked yet. */
export function stripeClient({ secretKey, apiBase }: PaymentsConfig): Stripe {
  return new Stripe(secretKey, {
    apiVersion: API_VERSION,
    maxNetworkRetries: RETRIES_MAX,
    timeout: TIMEOUT_MS,
    telemetry: false,
    ...(apiBase === undefined ? {} : placeOf(new URL(apiBase))),
  });
}

function placeOf({ protocol, hostname, port }: URL) {
  const isPlain = protocol === "http:";
  return {
    host: hostname,
    port: port || (isPlain ? "80" : "443"),
    protocol: isPlain ? ("http" as const) : ("https" as const),
  };
}
