import type { SystemContext, SystemTx } from "@millrace/db";
import type { MailContext } from "@millrace/mail";
import type Stripe from "stripe";
import type { Tell } from "../../tell.ts";

/** What reads of the provider get. `alarm`: what somebody has to look at; `warn`: what was mended by itself. */
export type InboundContext = SystemContext & MailContext & { stripe: Stripe; alarm: Tell; warn: Tell };

/** Writes what was read as it is here: absolutely, so that twice is once and any order is right; and asks nobody meanwhile. */
export type Apply = (tx: SystemTx) => Promise<void>;

/** Asks for an object, outside of any transaction. */
export type Read = (ctx: InboundContext, id: string) => Promise<Apply>;

export function idOf(reference: string | { id: string } | null | undefined): string | null {
  if (reference === null || reference === undefined) return null;
  return typeof reference === "string" ? reference : reference.id;
}

export function dateOf(seconds: number): Date {
  return new Date(seconds * 1000);
}
