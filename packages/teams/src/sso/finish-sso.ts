import type { Origin } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import * as oidc from "openid-client";
import { admitAccount } from "./admit-account.ts";
import { faultIn, openProvider } from "./provider.ts";
import { type Claims, readClaims } from "./rules/read-claims.ts";
import type { SsoAnswer } from "./sso-answer.ts";
import { type SsoContext, secretPlace } from "./sso-connection.ts";
import { SSO_FLOW_AGE_MAX_MS, type SsoFlow } from "./sso-flow.ts";
import { findTeamById } from "./store.ts";

type Return = {
  flow: SsoFlow;
  /** Where the provider sent the browser, as the browser asked for it. */
  callbackUrl: URL;
  origin: Origin;
  /** Of this browser before, if any. */
  session: Session | null;
};

/**
 * Takes somebody in whom the team's provider vouches for. Makes person and membership where there are none. Faults of
 * `joinTeam` when the team has no seat or another list of domains; Fault `unavailable` when the provider does not answer.
 */
export async function finishSso(ctx: SsoContext, arrival: Return): Promise<SsoAnswer> {
  const { flow, callbackUrl } = arrival;
  const ageMs = ctx.clock.now().getTime() - flow.startedAtMs;
  const cameTo = `${callbackUrl.origin}${callbackUrl.pathname}`;
  if (ageMs > SSO_FLOW_AGE_MAX_MS || cameTo !== flow.redirectUri)
    return { admitted: false, reason: "invalid" };
  const found = await readConnection(ctx, flow);
  if (!found) return { admitted: false, reason: "invalid" };
  const answer = await askProvider(ctx, found.clientSecret, arrival);
  if ("reason" in answer) return { admitted: false, ...answer };
  const account = readClaims(answer.claims);
  if (!account) return { admitted: false, reason: "email_unverified" };
  return admitAccount(ctx, found, account, arrival);
}

/** The connection that the flow was begun with; null when the team has changed it since. */
async function readConnection({ database, secrets }: SsoContext, { teamId, issuer, clientId }: SsoFlow) {
  return database.inSystem(async (tx) => {
    const found = await findTeamById(tx, teamId);
    if (found?.connection.issuer !== issuer || found.connection.clientId !== clientId) return null;
    const { sealedClientSecret } = found.connection;
    const clientSecret =
      sealedClientSecret.length === 0
        ? null
        : await secrets.open(tx, secretPlace(teamId), sealedClientSecret);
    return { ...found, clientSecret };
  });
}

type ProviderAnswer = { claims: Claims } | { reason: "cancelled" | "invalid"; internal: string };

async function askProvider(
  { outgoing }: SsoContext,
  clientSecret: string | null,
  { flow, callbackUrl }: Return,
): Promise<ProviderAnswer> {
  const { issuer, clientId, state, nonce, codeVerifier } = flow;
  const config = await openProvider({ issuer, clientId, clientSecret }, outgoing);
  try {
    const tokens = await oidc.authorizationCodeGrant(config, callbackUrl, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: codeVerifier,
      idTokenExpected: true,
    });
    const claims: Claims & { sub: string } = tokens.claims() ?? { sub: "" };
    if (claims.email !== undefined || !config.serverMetadata().userinfo_endpoint) return { claims };
    // Most providers put the address there rather than into the token.
    return { claims: { ...(await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)) } };
  } catch (err) {
    const fault = faultIn(err);
    if (fault) throw fault;
    const reason = err instanceof oidc.AuthorizationResponseError ? "cancelled" : "invalid";
    return { reason, internal: describe(err) };
  }
}

function describe(err: unknown): string {
  if (!(err instanceof Error)) return String(err);
  return err.cause instanceof Error ? `${err.message}: ${err.cause.message}` : err.message;
}
