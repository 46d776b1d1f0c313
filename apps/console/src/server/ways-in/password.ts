import "server-only";
import { checkPassword } from "@millrace/people";
import type { User } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { waitError } from "../../features/sign-in/sign-in-answer.ts";
import { deviceToken, originHere } from "../browser.ts";
import { environment } from "../environment.ts";
import { userOf } from "./user-of.ts";

export const password = CredentialsProvider({
  id: "credentials",
  credentials: { email: { type: "email" }, password: { type: "password" } },
  authorize,
});

async function authorize(
  credentials: Record<"email" | "password", string> | undefined,
): Promise<User | null> {
  if (!credentials) return null;
  const { email, password: tried } = credentials;
  const { database, clock } = environment();
  const answer = await checkPassword(
    { database, clock },
    { email, password: tried, origin: await originHere(), deviceToken: await deviceToken() },
  );
  if (answer.right) return userOf({ personId: answer.personId, method: "password" });
  if (answer.waitMs !== undefined) throw waitError(answer.waitMs);
  return null;
}
