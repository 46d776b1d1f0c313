import "server-only";
import { type SsoFlow, ssoFlowSchema } from "@millrace/teams";
import { cookies } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import { z } from "zod";
import { authCookies } from "./auth-cookies.ts";
import { environment } from "./environment.ts";

/** Keeps what seals a flow apart from what seals a session: neither can be shown as the other. */
const SALT = "single sign-on";

const keptSchema = z.object({ flow: ssoFlowSchema, path: z.string() });

/** Somebody on the way to their team's provider, and the page that they wanted. */
type Kept = { flow: SsoFlow; path: string };

export async function keepFlow(kept: Kept): Promise<void> {
  const { consoleUrl, sessionSecret } = environment().config;
  const { name, options } = authCookies(consoleUrl).singleSignOn;
  const sealed = await encode({
    token: { ...kept },
    secret: sessionSecret,
    maxAge: options.maxAge,
    salt: SALT,
  });
  (await cookies()).set(name, sealed, options);
}

/** What this browser keeps, once; null: nothing, or nothing that we sealed. */
export async function takeFlow(): Promise<Kept | null> {
  const { consoleUrl, sessionSecret } = environment().config;
  const { name, options } = authCookies(consoleUrl).singleSignOn;
  const jar = await cookies();
  const token = jar.get(name)?.value;
  if (!token) return null;
  // Deleted as it was set: behind TLS a browser takes the name from nobody who does not say `secure`.
  jar.set(name, "", { ...options, maxAge: 0 });
  try {
    const parsed = keptSchema.safeParse(await decode({ token, secret: sessionSecret, salt: SALT }));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
