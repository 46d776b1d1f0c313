import { type Origin, parseInput } from "@millrace/kernel";
import { z } from "zod";
import { takeAttempt, tooManyAttempts } from "../attempts/take-attempt.ts";
import type { PeopleContext } from "../context.ts";
import { findDevice } from "../devices/store.ts";
import { emailSchema, localeSchema } from "../person.ts";
import { mailLimits } from "../rules/attempt-limits.ts";
import { hashDeviceTokens } from "../rules/device-tokens.ts";
import { findAddressee } from "../store.ts";
import type { LinkPurpose } from "./email-link.ts";
import { sendLink } from "./send-link.ts";

const inputSchema = z.object({ email: emailSchema, locale: localeSchema });

export type LinkRequest = {
  email: string;
  locale: "en" | "zh-CN";
  origin: Origin;
  deviceToken?: string | undefined;
};

/**
 * A link by mail, for whoever has an account with this address. Known or not, the answer is the same: nothing. Faults
 * `invalid` `people.email_invalid`; `limit_exceeded` `people.too_many_attempts`, counted for unknown addresses as well.
 */
async function requestLink(
  ctx: PeopleContext,
  purpose: LinkPurpose,
  { origin, deviceToken, ...input }: LinkRequest,
): Promise<void> {
  const { email, locale } = parseInput(inputSchema, input, "people.email_invalid");
  const full = await ctx.database.inSystem(async (tx) => {
    const device = await findDevice(tx, email, hashDeviceTokens(deviceToken));
    return takeAttempt(tx, mailLimits({ account: email, device, origin }), ctx.clock.now());
  });
  if (full) throw tooManyAttempts(full.waitMs);
  await ctx.database.inSystem(async (tx) => {
    const person = await findAddressee(tx, { email });
    await sendLink(tx, ctx, purpose, { personId: person?.id ?? null, email, locale });
  });
}

/** A link that signs in, for 15 minutes and once. */
export async function requestSignInLink(ctx: PeopleContext, request: LinkRequest): Promise<void> {
  await requestLink(ctx, "sign_in", request);
}

/** A link that sets a new password, for half an hour and once. */
export async function requestPasswordReset(ctx: PeopleContext, request: LinkRequest): Promise<void> {
  await requestLink(ctx, "reset_password", request);
}
