import { createHmac } from "node:crypto";

/**
 * The `stripe-signature` header of a body, signed at a time in seconds with each secret that is in use.
 * Source: https://docs.stripe.com/webhooks/signature
 */
export function signPayload(body: string, secrets: readonly string[], at: number): string {
  const signatures = secrets.map((secret) =>
    createHmac("sha256", secret).update(`${at}.${body}`).digest("hex"),
  );
  return [`t=${at}`, ...signatures.map((signature) => `v1=${signature}`)].join(",");
}
