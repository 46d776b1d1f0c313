const MINUTE_SECONDS = 60;
const DAY_SECONDS = 24 * 3600;

export type AuthCookie = {
  name: string;
  options: { httpOnly: true; sameSite: "lax"; path: "/"; secure: boolean; maxAge: number };
};

export type AuthCookies = {
  /** The claim to a session; its row decides how long it holds. */
  session: AuthCookie;
  /** Says that this browser has signed in before; opens nothing by itself. */
  device: AuthCookie;
  /** A sign-in that waits for its second factor. */
  ticket: AuthCookie;
  /** Whoever comes back from a provider wanted to link an account, in the session named here, not to sign in. */
  linking: AuthCookie;
  /** Somebody on the way to their team's own provider. */
  singleSignOn: AuthCookie;
};

/** The cookies of signing in. Behind TLS their names keep other hosts of the domain from setting them (`__Host-`). */
export function authCookies(consoleUrl: string): AuthCookies {
  const secure = consoleUrl.startsWith("https:");
  const cookie = (name: string, maxAge: number): AuthCookie => ({
    name: `${secure ? "__Host-" : ""}${name}`,
    options: { httpOnly: true, sameSite: "lax", path: "/", secure, maxAge },
  });
  return {
    session: cookie("next-auth.session-token", 30 * DAY_SECONDS),
    device: cookie("millrace.device", 365 * DAY_SECONDS),
    ticket: cookie("millrace.ticket", 10 * MINUTE_SECONDS),
    linking: cookie("millrace.linking", 10 * MINUTE_SECONDS),
    singleSignOn: cookie("millrace.sso", 10 * MINUTE_SECONDS),
  };
}

/** Where next-auth keeps the page that one wanted before leaving for a provider. */
export function callbackUrlCookie(consoleUrl: string): string {
  return `${consoleUrl.startsWith("https:") ? "__Secure-" : ""}next-auth.callback-url`;
}
