import type { SystemContext } from "@millrace/db";
import { z } from "zod";
import { hasAllowedLength, unmatchablePassword, verifyPassword } from "./password.ts";
import { emailSchema, type Person } from "./person.ts";
import { findCredentials } from "./store.ts";

export type SignInAnswer =
  | { allowed: true; person: Person; teamId: string; sessionEpoch: number }
  | { allowed: false; reason: "credentials" };

const inputSchema = z.object({ email: emailSchema, password: z.string().refine(hasAllowedLength) });

const REFUSED: SignInAnswer = { allowed: false, reason: "credentials" };

/** What an unknown e-mail address is checked against, so that it costs the same time as a known one. */
const NOBODY = unmatchablePassword();

/**
 * Checks an e-mail address and a password. An unknown address, a wrong password and a person without a team get the
 * same answer after the same work. The person lands in the team that they joined first.
 * Fault `limit_exceeded` `teams.busy` while too many passwords are being checked.
 */
export async function signIn(
  { database }: SystemContext,
  input: { email: string; password: string },
): Promise<SignInAnswer> {
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) return REFUSED;
  const { email, password } = parsed.data;
  const credentials = await database.inSystem((tx) => findCredentials(tx, email));
  const matches = await verifyPassword(password, credentials?.passwordHash ?? NOBODY);
  if (!matches || credentials === null || credentials.teamId === null) return REFUSED;

  const { person, teamId, sessionEpoch } = credentials;
  return { allowed: true, person, teamId, sessionEpoch };
}
