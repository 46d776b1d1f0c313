import "server-only";
import { NO_ORIGIN } from "@millrace/kernel";
import { endSession, resumeSession, type SessionClaim } from "@millrace/people";
import type { AuthOptions } from "next-auth";
import { authCookies } from "./auth-cookies.ts";
import { announceOrigin } from "./auth-origin.ts";
import { environment } from "./environment.ts";
import { safePath } from "./safe-path.ts";
import { comeBack } from "./ways-in/come-back.ts";
import { emailLink } from "./ways-in/email-link.ts";
import { outsideProviders } from "./ways-in/outside-providers.ts";
import { password } from "./ways-in/password.ts";
import { secondFactor } from "./ways-in/second-factor.ts";

declare module "next-auth" {
  interface User {
    claim?: SessionClaim;
  }
}

declare module "next-auth/jwt" {
  interface JWT {
    claim?: SessionClaim;
  }
}

/** Built on first use, since it needs the secret. */
export function authOptions(): AuthOptions {
  const { config } = environment();
  announceOrigin(config.consoleUrl);
  const { session } = authCookies(config.consoleUrl);
  return {
    secret: config.sessionSecret,
    useSecureCookies: session.options.secure,
    cookies: { sessionToken: { name: session.name, options: session.options } },
    session: { strategy: "jwt", maxAge: session.options.maxAge },
    events: {
      signOut: async ({ token }) => {
        if (token.claim) await endSessionOf(token.claim);
      },
    },
    pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/sign-in" },
    providers: [password, secondFactor, emailLink, ...outsideProviders(config.signInProviders)],
    callbacks: {
      signIn: ({ account, profile }) => (account?.type === "oauth" ? comeBack(account, profile) : true),
      jwt: ({ token, user }) => (user?.claim ? { claim: user.claim } : token),
      // A script of the page may ask for this: the claim stays in the cookie, which none can read.
      session: ({ session: { expires } }) => ({ expires }),
      redirect: ({ url, baseUrl }) => new URL(safePath(url, baseUrl), baseUrl).href,
    },
  };
}

async function endSessionOf(claim: SessionClaim): Promise<void> {
  const { database, clock } = environment();
  const session = await resumeSession({ database, clock }, claim, NO_ORIGIN);
  if (session) await endSession({ database, clock }, { personId: session.person.id, sessionId: session.id });
}
