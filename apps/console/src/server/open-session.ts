import "server-only";
import { beginSession, type SessionClaim, type SignInMethod } from "@millrace/people";
import { cookies } from "next/headers";
import { authCookies } from "./auth-cookies.ts";
import { deviceToken, originHere } from "./browser.ts";
import { environment } from "./environment.ts";
import { writeClaim } from "./session-cookie.ts";

export type Entrance = { personId: string; method: SignInMethod; ssoTeamId?: string };

/**
 * Signs this browser in as somebody who has proved who they are; for routes that set cookies. Returns where to go: to
 * `path`, or to the page that asks for the second factor first.
 */
export async function openSession(entrance: Entrance, path: string): Promise<string> {
  const claim = await beginHere(entrance);
  if (claim === null) return `/sign-in/second-factor?${new URLSearchParams({ callbackUrl: path })}`;
  await writeClaim(claim);
  return path;
}

/** The claim to a new session of this browser; null when the second factor has to be shown first. */
export async function beginHere(entrance: Entrance): Promise<SessionClaim | null> {
  const { database, clock, secrets, config } = environment();
  const { device, ticket } = authCookies(config.consoleUrl);
  const jar = await cookies();
  const beginning = await beginSession(
    { database, clock, secrets },
    { ...entrance, origin: await originHere(), deviceToken: await deviceToken() },
  );
  if (beginning.kind === "second_factor") {
    jar.set(ticket.name, beginning.ticket, ticket.options);
    return null;
  }
  if (beginning.deviceToken !== null) jar.set(device.name, beginning.deviceToken, device.options);
  return beginning.claim;
}
