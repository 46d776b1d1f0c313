import { toFault } from "@millrace/kernel";
import { receiveEvent } from "@millrace/payments";
import { environment } from "../../../server/environment.ts";
import { refuseLargeBody } from "../../../server/refuse-large-body.ts";

export const dynamic = "force-dynamic";

/**
 * Where Stripe delivers what it tells. No session and no origin count here, only the signature over the bytes as they came. 400:
 * not from Stripe, or not for us; 503: nothing was kept, so that Stripe delivers it again.
 */
export async function POST(req: Request): Promise<Response> {
  const { config, database, clock, log } = environment();
  if (config.payments === null) return answer(503, "payments.no_provider");
  const refusal = refuseLargeBody(req);
  if (refusal) return refusal;
  const { webhookSecrets: secrets, isLive: livemode } = config.payments;
  try {
    const delivery = { rawBody: await req.text(), signature: req.headers.get("stripe-signature"), secrets };
    const { outcome } = await receiveEvent({ database, clock }, { ...delivery, livemode });
    return answer(200, outcome);
  } catch (err) {
    const fault = toFault(err);
    const isRefused = fault.kind === "invalid";
    log[isRefused ? "warn" : "error"]({ error: fault }, "a delivery of the payment provider was not taken");
    return answer(isRefused ? 400 : 503, fault.code);
  }
}

function answer(status: number, outcome: string): Response {
  return Response.json({ outcome }, { status, headers: { "cache-control": "no-store" } });
}
