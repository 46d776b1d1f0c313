import { recordAudit } from "@millrace/audit";
import type { SystemTx } from "@millrace/db";
import { type Actor, Fault, type Origin } from "@millrace/kernel";
import { addPerson, type Person, personNameSchema, preparePerson, type Session } from "@millrace/people";
import * as oidc from "openid-client";
import { joinTeam } from "../members/join-team.ts";
import type { Team } from "../team.ts";
import { faultIn, openProvider } from "./provider.ts";
import { decideEntry, type EntryRefusal } from "./rules/decide-entry.ts";
import { type Claims, type ProviderAccount, readClaims } from "./rules/read-claims.ts";
import { type SsoContext, secretPlace } from "./sso-connection.ts";
import { SSO_FLOW_AGE_MAX_MS, type SsoFlow } from "./sso-flow.ts";
import {
  findPersonById,
  findPersonFacts,
  findTeamById,
  linkAccount,
  lockEntry,
  type TeamWithSso,
} from "./store.ts";

type Return = {
  flow: SsoFlow;
  /** Where the provider sent the browser, as the browser asked for it. */
  callbackUrl: URL;
  origin: Origin;
  /** Of this browser before, if any. */
  session: Session | null;
};

/**
 * - `cancelled`: the provider did not let them in, or they turned back.
 * - `invalid`: the answer does not belong to this browser's flow, was used, is too old, or is not the provider's.
 * - `email_unverified`: the provider vouches for no e-mail address.
 */
export type SsoRefusal = EntryRefusal | "cancelled" | "invalid" | "email_unverified";

export type SsoAnswer =
  | { admitted: true; personId: string; team: Team }
  | { admitted: false; reason: SsoRefusal; internal?: string };

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
  return admit(ctx, found, account, arrival);
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

async function admit(
  ctx: SsoContext,
  found: TeamWithSso,
  account: ProviderAccount,
  { origin, session }: Return,
): Promise<SsoAnswer> {
  const { team, connection } = found;
  const newcomer = await preparePerson({ email: account.email, name: nameOf(account) });
  return ctx.database.inSystem(async (tx): Promise<SsoAnswer> => {
    await lockEntry(tx, team.id, account.email);
    const entry = decideEntry({
      account,
      emailDomains: connection.emailDomains,
      person: await findPersonFacts(tx, team.id, { issuer: connection.issuer, ...account }),
      signedInPersonId: session !== null && session.ssoTeamId === null ? session.person.id : null,
    });
    if (entry.kind === "refused") return { admitted: false, reason: entry.reason };
    const at = ctx.clock.now();
    if (entry.personId === null && !(await addPerson(tx, newcomer, at))) throw takenMeanwhile();
    const person = await personIn(tx, entry.personId ?? newcomer.id);
    const step: Step = { ctx, found, person, account, address: origin.address };
    if (entry.joins) await join(tx, step);
    if (entry.links) await link(tx, step);
    return { admitted: true, personId: person.id, team };
  });
}

type Step = {
  ctx: SsoContext;
  found: TeamWithSso;
  person: Person;
  account: ProviderAccount;
  address: string | null;
};

async function join(tx: SystemTx, step: Step): Promise<void> {
  const { ctx, found, person } = step;
  const role = found.connection.defaultRole;
  await joinTeam(tx, { team: found.team, person, role, joinedBy: "sso", at: ctx.clock.now() });
  await recordAudit(
    tx,
    { clock: ctx.clock, actor: themselves(step) },
    {
      verb: "member.join",
      subjectType: "member",
      subjectId: person.id,
      after: { email: person.email, role, joinedBy: "sso" },
    },
  );
}

async function link(tx: SystemTx, step: Step): Promise<void> {
  const { ctx, found, person, account } = step;
  const { issuer } = found.connection;
  const linkedAt = ctx.clock.now();
  await linkAccount(tx, found.team.id, {
    personId: person.id,
    issuer,
    subject: account.subject,
    label: account.email,
    linkedAt,
  });
  await recordAudit(
    tx,
    { clock: ctx.clock, actor: themselves(step) },
    {
      verb: "sso.link",
      subjectType: "member",
      subjectId: person.id,
      after: { email: person.email, account: account.email, issuer },
    },
  );
}

/** Whoever comes in acts for themselves; of a role nothing is known before they are in. */
function themselves({ found, person, address }: Step): Actor {
  return { teamId: found.team.id, personId: person.id, role: "", label: person.email, address };
}

async function personIn(tx: SystemTx, id: string): Promise<Person> {
  const person = await findPersonById(tx, id);
  if (!person) throw takenMeanwhile();
  return person;
}

/** A name that people may have, whatever the provider calls them. */
function nameOf({ name, email }: ProviderAccount): string {
  const parsed = personNameSchema.safeParse(name);
  return parsed.success ? parsed.data : email.slice(0, email.lastIndexOf("@"));
}

function describe(err: unknown): string {
  if (!(err instanceof Error)) return String(err);
  return err.cause instanceof Error ? `${err.message}: ${err.cause.message}` : err.message;
}

/** Made by another way in between two looks. */
function takenMeanwhile(): Fault {
  return new Fault({
    kind: "conflict",
    code: "teams.sso_again",
    message: "Your account was being made elsewhere at the same moment. Sign in again.",
  });
}
