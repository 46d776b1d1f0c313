import type { Origin } from "@millrace/kernel";
import { departureLimits, takeAttempt, tooManyAttempts } from "@millrace/people";
import * as oidc from "openid-client";
import { handleSchema } from "../team.ts";
import { openProvider } from "./provider.ts";
import { noSso } from "./remove-sso.ts";
import type { SsoContext } from "./sso-connection.ts";
import type { SsoFlow } from "./sso-flow.ts";
import { findTeamWithSso } from "./store.ts";

type Start = {
  handle: string;
  /** Of this team alone: a provider that answers elsewhere was not the one that was asked (RFC 9700, 4.4.2). */
  redirectUri: string;
  origin: Origin;
};

/**
 * The provider's address to send somebody to, and what their browser must bring back. Fault `not_found` `teams.no_sso`;
 * Fault
 * `limit_exceeded` `people.too_many_attempts` after 300 from one network in a quarter of an hour; Faults as of
 * `openProvider`.
 */
export async function beginSso(
  ctx: SsoContext,
  { handle, redirectUri, origin }: Start,
): Promise<{ url: string; flow: SsoFlow }> {
  if (!handleSchema.safeParse(handle).success) throw noSso();
  const now = ctx.clock.now();
  const { waiting, found } = await ctx.database.inSystem(async (tx) => ({
    waiting: await takeAttempt(tx, departureLimits(origin), now),
    found: await findTeamWithSso(tx, handle),
  }));
  if (waiting) throw tooManyAttempts(waiting.waitMs);
  if (!found) throw noSso();
  const { issuer, clientId } = found.connection;
  const config = await openProvider({ issuer, clientId, clientSecret: null }, ctx.outgoing);
  const flow: SsoFlow = {
    teamId: found.team.id,
    issuer,
    clientId,
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    codeVerifier: oidc.randomPKCECodeVerifier(),
    redirectUri,
    startedAtMs: now.getTime(),
  };
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: "openid email profile",
    state: flow.state,
    nonce: flow.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(flow.codeVerifier),
    code_challenge_method: "S256",
  });
  return { url: url.href, flow };
}
