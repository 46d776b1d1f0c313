import type { SystemContext } from "@millrace/db";
import type { Origin } from "@millrace/kernel";
import { z } from "zod";
import { forgiveAttempt, giveBackAttempt, takeAttempt } from "../attempts/take-attempt.ts";
import { findDevice } from "../devices/store.ts";
import { emailSchema } from "../person.ts";
import { guessLimits } from "../rules/attempt-limits.ts";
import { hashDeviceTokens } from "../rules/device-tokens.ts";
import { findCredentials } from "../store.ts";
import { hasAllowedLength, unmatchablePassword, verifyPassword } from "./password.ts";

/** `waitMs`: nobody may try this address from here for so long; the password was not looked at. */
export type PasswordAnswer = { right: true; personId: string } | { right: false; waitMs?: number };

type Attempt = {
  email: string;
  password: string;
  origin: Origin;
  /** What this browser kept from earlier sessions; absent: nothing. */
  deviceToken?: string | undefined;
};

const inputSchema = z.object({ email: emailSchema, password: z.string().refine(hasAllowedLength) });

/** What an unknown e-mail address is checked against, so that it costs the same time as a known one. */
const NOBODY = unmatchablePassword();

/**
 * Checks an e-mail address and a password. An unknown address and a wrong password get the same answer after the same
 * work, and failures count alike. Fault `limit_exceeded` `people.busy` while too many passwords are being checked.
 */
export async function checkPassword(
  { database, clock }: SystemContext,
  { origin, deviceToken, ...input }: Attempt,
): Promise<PasswordAnswer> {
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) return { right: false };
  const { email, password } = parsed.data;
  const { limits, full, credentials } = await database.inSystem(async (tx) => {
    const device = await findDevice(tx, email, hashDeviceTokens(deviceToken));
    const limits = guessLimits("password", { account: email, device, origin });
    const full = await takeAttempt(tx, limits, clock.now());
    return { limits, full, credentials: await findCredentials(tx, email) };
  });
  if (full) return { right: false, waitMs: full.waitMs };
  const matches = await verifyPassword(password, credentials?.passwordHash ?? NOBODY).catch(async (err) => {
    await database.inSystem((tx) => giveBackAttempt(tx, limits));
    throw err;
  });
  if (!matches || !credentials) return { right: false };
  await database.inSystem((tx) => forgiveAttempt(tx, limits));
  return { right: true, personId: credentials.personId };
}
