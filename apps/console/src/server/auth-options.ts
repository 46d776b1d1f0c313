import "server-only";
import { NO_ORIGIN } from "@millrace/kernel";
import { beginSession, checkPassword, endSession, resumeSession, type SessionClaim } from "@millrace/people";
import type { AuthOptions, RequestInternal, User } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { AttemptLimit } from "./attempt-limit.ts";
import { authCookies } from "./auth-cookies.ts";
import { announceOrigin } from "./auth-origin.ts";
import { environment } from "./environment.ts";
import { originOf } from "./origin.ts";
import { safePath } from "./safe-path.ts";

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
    providers: [
      CredentialsProvider({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize,
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { claim: { sessionId: user.sessionId, token: user.token } } : token),
      session: ({ session: { expires }, token }) => ({ expires, claim: token.claim }),
      redirect: ({ url, baseUrl }) => new URL(safePath(url, baseUrl), baseUrl).href,
    },
  };
}

async function endSessionOf(claim: SessionClaim): Promise<void> {
  const { database, clock } = environment();
  const session = await resumeSession({ database, clock }, claim, NO_ORIGIN);
  if (session) await endSession({ database, clock }, { personId: session.person.id, sessionId: session.id });
}

type Credentials = Record<"email" | "password", string>;

async function authorize(
  credentials: Credentials | undefined,
  req: Pick<RequestInternal, "headers">,
): Promise<User | null> {
  if (!credentials) return null;
  const { database, clock } = environment();
  const account = credentials.email.normalize("NFKC").trim().toLowerCase();
  if (!signInLimit.allows(account, clock.now())) throw new Error("too_many_attempts");
  const answer = await checkPassword({ database, clock }, credentials);
  if (!answer.right) {
    signInLimit.noteFailure(account, clock.now());
    return null;
  }
  signInLimit.noteSuccess(account);
  const { personId } = answer;
  const origin = originOf(new Headers(req.headers));
  const claim = await beginSession({ database, clock }, { personId, method: "password", origin });
  return { id: personId, ...claim };
}
