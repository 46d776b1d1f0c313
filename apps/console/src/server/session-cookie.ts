import "server-only";
import type { SessionClaim } from "@millrace/people";
import { cookies } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import { authCookies } from "./auth-cookies.ts";
import { environment } from "./environment.ts";

/** What the session cookie of this request claims; null: nothing that we wrote. */
export async function readClaim(): Promise<SessionClaim | null> {
  const { consoleUrl, sessionSecret } = environment().config;
  const token = (await cookies()).get(authCookies(consoleUrl).session.name)?.value;
  if (!token) return null;
  try {
    return (await decode({ token, secret: sessionSecret }))?.claim ?? null;
  } catch {
    return null;
  }
}

/** Sets the cookie as next-auth itself does, for the ways in that are not its own. */
export async function writeClaim(claim: SessionClaim): Promise<void> {
  const { consoleUrl, sessionSecret } = environment().config;
  const { name, options } = authCookies(consoleUrl).session;
  const token = await encode({ token: { claim }, secret: sessionSecret, maxAge: options.maxAge });
  (await cookies()).set(name, token, options);
}
