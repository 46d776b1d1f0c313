import "server-only";
import { Fault } from "@millrace/kernel";
import {
  findByIdentity,
  linkIdentity,
  resumeSession,
  type Session,
  type SignInMethod,
} from "@millrace/people";
import { cookies } from "next/headers";
import type { Account, Profile } from "next-auth";
import { authCookies, callbackUrlCookie } from "../auth-cookies.ts";
import { originHere } from "../browser.ts";
import { environment } from "../environment.ts";
import { openSession } from "../open-session.ts";
import { safePath } from "../safe-path.ts";
import { readClaim } from "../session-cookie.ts";

/**
 * Somebody comes back from another provider: to sign in, or to link that account to the one they are signed in with.
 * Returns where to go. An account that nobody has linked opens nothing, whatever e-mail address it claims.
 */
export async function comeBack(
  { provider, providerAccountId }: Pick<Account, "provider" | "providerAccountId">,
  profile: Profile | undefined,
): Promise<string> {
  const { database, clock, config } = environment();
  const identity = { provider: provider as SignInMethod, subject: providerAccountId };
  const session = await takeLinkingSession();
  if (session) return absolute(await link(session, { ...identity, label: labelOf(profile) }));
  const personId = await findByIdentity({ database, clock }, identity);
  if (personId === null) return absolute("/sign-in?refusal=identity_unknown");
  const wanted = (await cookies()).get(callbackUrlCookie(config.consoleUrl))?.value;
  const path = safePath(wanted, config.consoleUrl);
  return absolute(await openSession({ personId, method: identity.provider }, path));
}

/** The session that set out to link an account, once; null where this is a sign-in. */
async function takeLinkingSession(): Promise<Session | null> {
  const { database, clock, config } = environment();
  const { linking } = authCookies(config.consoleUrl);
  const jar = await cookies();
  const wanted = jar.get(linking.name)?.value;
  if (!wanted) return null;
  jar.delete({ name: linking.name, path: "/", secure: linking.options.secure });
  const claim = await readClaim();
  if (claim?.sessionId !== wanted) return null;
  return resumeSession({ database, clock }, claim, await originHere());
}

type NewIdentity = { provider: SignInMethod; subject: string; label: string };

async function link(session: Session, identity: NewIdentity): Promise<string> {
  const { database, clock } = environment();
  try {
    await linkIdentity({ database, clock }, session, identity);
    return `/account/security?linked=${identity.provider}`;
  } catch (error) {
    if (!(error instanceof Fault) || error.kind === "internal") throw error;
    return `/account/security?${new URLSearchParams({ refusal: error.code })}`;
  }
}

/** What the person calls that account, for their eyes only. */
function labelOf(profile: (Profile & { login?: string }) | undefined): string {
  return profile?.login ?? profile?.email ?? profile?.name ?? "";
}

function absolute(path: string): string {
  return new URL(path, environment().config.consoleUrl).href;
}
