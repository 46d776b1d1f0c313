import { Fault } from "@millrace/kernel";
import Stripe from "stripe";
import { z } from "zod";
import { API_VERSION } from "../stripe/stripe-client.ts";

/** How far the provider's clock may be from ours, either way. Stripe's own default, which it only holds against the past. */
const TOLERANCE_SECONDS = 300;
const SECRET_LENGTH_MIN = 16;

export type Delivery = {
  /** As it came, byte for byte. */
  rawBody: string;
  /** The header `stripe-signature`; null: there was none. */
  signature: string | null;
  /** Any of them counts. */
  secrets: readonly string[];
  /** Whether money is real here. */
  livemode: boolean;
};

const snapshotSchema = z.object({
  id: z.string().min(1).max(255),
  object: z.literal("event"),
  type: z.string().max(255),
  created: z.int().nonnegative(),
  livemode: z.boolean(),
  api_version: z.string().nullable(),
  account: z.string().nullish(),
  data: z.unknown(),
});

const thinSchema = z.object({
  id: z.string().min(1).max(255),
  object: z.literal("v2.core.event"),
  type: z.string().max(255),
  created: z.iso.datetime(),
  livemode: z.boolean(),
  context: z.string().nullish(),
});

const eventSchema = z.discriminatedUnion("object", [snapshotSchema, thinSchema]);

export type VerifiedEvent = { id: string; type: string; happenedAt: Date; data: unknown };

/**
 * A delivery that the provider signed just now, for this installation. Fault `invalid`: `payments.forged` where the signature,
 * its time or the body is not right; `payments.other_mode`, `payments.other_account`, `payments.other_api_version` where it is
 * genuine and not for us.
 */
export function verifyEvent({ rawBody, signature, secrets, livemode }: Delivery, now: Date): VerifiedEvent {
  if (!secrets.some((secret) => isSignedWith(secret, { rawBody, signature, now }))) throw forged();
  const parsed = eventSchema.safeParse(parseJson(rawBody));
  if (!parsed.success) throw forged();
  const event = parsed.data;
  if (event.livemode !== livemode) throw otherMode(event.livemode);
  const account = event.object === "event" ? event.account : event.context;
  if (account !== undefined && account !== null) throw otherAccount();
  if (event.object === "v2.core.event")
    return { id: event.id, type: event.type, happenedAt: new Date(event.created), data: null };
  if (event.api_version !== API_VERSION) throw otherVersion(event.api_version);
  const { id, type, data } = event;
  return { id, type, happenedAt: new Date(event.created * 1000), data };
}

function isSignedWith(
  secret: string,
  { rawBody, signature, now }: Pick<Delivery, "rawBody" | "signature"> & { now: Date },
): boolean {
  if (secret.trim().length < SECRET_LENGTH_MIN || signature === null) return false;
  const at = Math.floor(now.getTime() / 1000);
  try {
    const provider = Stripe.createNodeCryptoProvider();
    Stripe.webhooks.signature?.verifyHeader(
      rawBody,
      signature,
      secret,
      TOLERANCE_SECONDS,
      provider,
      at * 1000,
    );
  } catch {
    // Some malformed signatures make it throw what is no error of Stripe.
    return false;
  }
  return timeOf(signature) <= at + TOLERANCE_SECONDS;
}

/** Signed at, in seconds. */
function timeOf(signature: string): number {
  const [, time] = /(?:^|,)t=(\d+)(?:,|$)/.exec(signature) ?? [];
  return time === undefined ? Number.POSITIVE_INFINITY : Number(time);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function refusal(code: string, message: string): Fault {
  return new Fault({ kind: "invalid", code: `payments.${code}`, message });
}

const forged = () => refusal("forged", "This was not signed by the payment provider just now.");

const otherMode = (isLive: boolean) =>
  refusal(
    "other_mode",
    isLive
      ? "This is about real money, and this installation has a test key."
      : "This is a test, and this installation has a live key.",
  );

const otherAccount = () => refusal("other_account", "This is about another account's money.");

const otherVersion = (version: string | null) =>
  refusal(
    "other_api_version",
    `Events must be sent in version ${API_VERSION} of the API, not in ${version ?? "another"}. Set it at the webhook's endpoint.`,
  );
