import type { SystemContext } from "@millrace/db";
import { z } from "zod";
import { emailSchema } from "../person.ts";
import { findCredentials } from "../store.ts";
import { hasAllowedLength, unmatchablePassword, verifyPassword } from "./password.ts";

export type PasswordAnswer = { right: true; personId: string } | { right: false };

const inputSchema = z.object({ email: emailSchema, password: z.string().refine(hasAllowedLength) });

/** What an unknown e-mail address is checked against, so that it costs the same time as a known one. */
const NOBODY = unmatchablePassword();

/**
 * Checks an e-mail address and a password. An unknown address and a wrong password get the same answer after the same
 * work. Fault `limit_exceeded` `people.busy` while too many passwords are being checked.
 */
export async function checkPassword(
  { database }: SystemContext,
  input: { email: string; password: string },
): Promise<PasswordAnswer> {
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) return { right: false };
  const { email, password } = parsed.data;
  const credentials = await database.inSystem((tx) => findCredentials(tx, email));
  const matches = await verifyPassword(password, credentials?.passwordHash ?? NOBODY);
  return matches && credentials ? { right: true, personId: credentials.personId } : { right: false };
}
