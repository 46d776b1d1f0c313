"use server";

import { cookies } from "next/headers";
import { authCookies } from "../auth-cookies.ts";
import { environment } from "../environment.ts";
import { getSession } from "../session.ts";

/** Notes that whoever leaves for a provider now wants to link their account there, in this session and no other. */
export async function setOutToLink(): Promise<void> {
  const session = await getSession();
  if (!session) return;
  const { linking } = authCookies(environment().config.consoleUrl);
  (await cookies()).set(linking.name, session.id, linking.options);
}
