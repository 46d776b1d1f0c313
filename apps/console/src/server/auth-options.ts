import "server-only";
import { type SessionClaim, signIn } from "@millrace/teams";
import type { AuthOptions, User } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { AttemptLimit } from "./attempt-limit.ts";
import { announceOrigin } from "./auth-origin.ts";
import { environment } from "./environment.ts";
import { safePath } from "./safe-path.ts";

const SESSION_AGE_MAX_SECONDS = 7 * 24 * 3600;

declare module "next-auth" {
  interface User extends SessionClaim {}
  interface Session {
    claim?: SessionClaim;
  }
}

declare module "next-auth/jwt" {
  interface JWT {
    claim?: SessionClaim;
  }
}

const signInLimit = new AttemptLimit({ attemptsMax: 10, windowMs: 15 * 60_000, subjectsMax: 10_000 });

/** Built on first use, since it needs the secret. */
export function authOptions(): AuthOptions {
  const { config } = environment();
  announceOrigin(config.consoleUrl);
  return {
    secret: config.sessionSecret,
    useSecureCookies: config.consoleUrl.startsWith("https:"),
    session: { strategy: "jwt", maxAge: SESSION_AGE_MAX_SECONDS },
    pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/sign-in" },
    providers: [
      CredentialsProvider({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize,
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) =>
        user
          ? { claim: { personId: user.personId, teamId: user.teamId, sessionEpoch: user.sessionEpoch } }
          : token,
      session: ({ session, token }) => ({ expires: session.expires, claim: token.claim }),
      redirect: ({ url, baseUrl }) => new URL(safePath(url, baseUrl), baseUrl).href,
    },
  };
}

type Credentials = Record<"email" | "password", string>;

async function authorize(credentials: Credentials | undefined): Promise<User | null> {
  if (!credentials) return null;
  const { database, clock } = environment();
  const account = credentials.email.normalize("NFKC").trim().toLowerCase();
  if (!signInLimit.allows(account, clock.now())) throw new Error("too_many_attempts");
  const result = await signIn({ database, clock }, credentials);
  if (!result.allowed) {
    signInLimit.noteFailure(account, clock.now());
    return null;
  }
  signInLimit.noteSuccess(account);
  const { person, teamId, sessionEpoch } = result;
  return { id: person.id, personId: person.id, teamId, sessionEpoch };
}
