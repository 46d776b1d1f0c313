import "server-only";
import { useSignInLink } from "@millrace/people";
import type { User } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { environment } from "../environment.ts";
import { userOf } from "./user-of.ts";

/** The page behind a mailed link reads the token from the fragment and posts it here. */
export const emailLink = CredentialsProvider({
  id: "email-link",
  credentials: { token: { type: "text" } },
  authorize,
});

async function authorize(credentials: Record<"token", string> | undefined): Promise<User | null> {
  if (!credentials) return null;
  const { database, clock } = environment();
  const found = await useSignInLink({ database, clock }, { token: credentials.token });
  return found && userOf({ personId: found.personId, method: "email_link" });
}
