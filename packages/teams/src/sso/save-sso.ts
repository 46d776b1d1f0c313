import { recordAudit } from "@millrace/audit";
import type { Context, TeamTx } from "@millrace/db";
import { Fault, parseInput } from "@millrace/kernel";
import type { z } from "zod";
import { lockTeam } from "../locking/store.ts";
import { requirePermission } from "../policy.ts";
import { requireGivable, requireHeld } from "../roles/standing.ts";
import { judgeDomains } from "./check-domains.ts";
import { discover } from "./provider.ts";
import type { DomainRecord } from "./rules/domain-record.ts";
import { shown, snapshot } from "./shown.ts";
import {
  type SsoConnection,
  type SsoInput,
  type SsoMeans,
  secretPlace,
  ssoInputSchema,
} from "./sso-connection.ts";
import {
  countLinked,
  findConnection,
  forgetProvider,
  type StoredConnection,
  saveConnection,
} from "./store.ts";

type Wanted = z.output<typeof ssoInputSchema>;

/**
 * Sets up or changes the team's single sign-on. Asks the provider and the domains before anything is written. Fault
 * `invalid` `teams.sso_invalid`, `teams.sso_issuer`, `teams.sso_no_provider`, `teams.sso_domain_unproven`,
 * `teams.sso_secret_missing` or `outgoing.refused`; Fault `precondition` `teams.sso_untried`; Fault `unavailable` when
 * provider or name servers do not answer; Fault `conflict` `teams.sso_changed`.
 */
export async function saveSso(ctx: Context & SsoMeans, input: SsoInput): Promise<SsoConnection> {
  const wanted = parseInput(ssoInputSchema, input, "teams.sso_invalid");
  const { database, actor } = ctx;
  requirePermission(actor, "sso.write");
  const before = await database.inTeam(actor.teamId, (tx) => findConnection(tx, actor.teamId));
  if (wanted.clientSecret === undefined && !isSameClient(wanted, before)) throw secretMissing();
  await discover(wanted.issuer, ctx.outgoing);
  await assertDomainsProven(ctx, wanted, before);
  if (wanted.required) await assertTried(ctx, wanted, before);
  const isReplaced = before !== null && !isSameClient(wanted, before);
  const forget = () => database.inSystem((tx) => forgetProvider(tx, actor.teamId));
  // Before as well as after: between the two transactions this process may be killed.
  if (isReplaced) await forget();
  const saved = await database.inTeam(actor.teamId, (tx) => write(tx, ctx, wanted, before));
  if (isReplaced) await forget();
  return shown(saved);
}

async function write(
  tx: TeamTx,
  ctx: Context & SsoMeans,
  wanted: Wanted,
  before: StoredConnection | null,
): Promise<StoredConnection> {
  const { actor } = ctx;
  await lockTeam(tx, actor.teamId);
  await requireHeld(tx, ctx, "sso.write");
  const current = await findConnection(tx, actor.teamId);
  if (current?.updatedAt.getTime() !== before?.updatedAt.getTime()) throw changedMeanwhile();
  await requireGivable(tx, ctx, wanted.defaultRole);
  const saved = await decide(tx, ctx, wanted, current);
  await saveConnection(tx, actor.teamId, { ...saved, createdBy: actor.personId });
  await recordAudit(tx, ctx, {
    verb: current ? "sso.update" : "sso.create",
    subjectType: "sso",
    subjectId: actor.teamId,
    ...(current && { before: snapshot(current) }),
    after: { ...snapshot(saved), clientSecretChanged: wanted.clientSecret !== undefined },
  });
  return saved;
}

async function decide(
  tx: TeamTx,
  { secrets, clock, actor }: Context & SsoMeans,
  { clientSecret, required, ...wanted }: Wanted,
  current: StoredConnection | null,
) {
  const now = clock.now();
  // A secret that is kept goes to the provider that gave it, and to no other: `isSameClient`.
  const sealedClientSecret =
    typeof clientSecret === "string"
      ? await secrets.seal(tx, secretPlace(actor.teamId), clientSecret)
      : Uint8Array.from(clientSecret === null ? [] : (current?.sealedClientSecret ?? []));
  const requiredSince = required ? (current?.requiredSince ?? now) : null;
  // Later than what it replaces even where the clock stands still: the time tells one save from another.
  const updatedAt = new Date(Math.max(now.getTime(), (current?.updatedAt.getTime() ?? 0) + 1));
  return { ...wanted, sealedClientSecret, requiredSince, updatedAt };
}

/** Whoever speaks for a domain says in its name service that this team's provider may vouch for its addresses. */
async function assertDomainsProven(
  { actor, ...means }: Context & SsoMeans,
  { issuer, emailDomains }: Wanted,
  before: StoredConnection | null,
): Promise<void> {
  const known = before?.issuer === issuer ? before.emailDomains : [];
  const claimed = emailDomains.filter((domain) => !known.includes(domain));
  const checks = await judgeDomains(means, claimed, { teamId: actor.teamId, issuer });
  const missing = checks.find(({ state }) => state === "unproven");
  if (missing) throw unproven(missing);
}

/** A way in that nobody has gone through must not become the only one. */
async function assertTried(
  { database, actor }: Context,
  wanted: Wanted,
  before: StoredConnection | null,
): Promise<void> {
  const linked = isSameClient(wanted, before)
    ? await database.inSystem((tx) => countLinked(tx, actor.teamId, wanted.issuer))
    : 0;
  if (linked > 0) return;
  throw new Fault({
    kind: "precondition",
    code: "teams.sso_untried",
    message:
      "Nobody has signed in through this provider yet. Save without requiring it, sign in once, then require it.",
    param: "required",
  });
}

function isSameClient(wanted: Wanted, before: StoredConnection | null): boolean {
  return before?.issuer === wanted.issuer && before.clientId === wanted.clientId;
}

function unproven({ domain, name, value }: DomainRecord): Fault {
  return new Fault({
    kind: "invalid",
    code: "teams.sso_domain_unproven",
    message: `${domain} does not say yet that it is this team's. Add a TXT record named ${name} with the value ${value}, and save again once it is published.`,
    param: "emailDomains",
  });
}

function secretMissing(): Fault {
  return new Fault({
    kind: "invalid",
    code: "teams.sso_secret_missing",
    message: "Another provider or client has another secret: give it as well, or say that there is none.",
    param: "clientSecret",
  });
}

function changedMeanwhile(): Fault {
  return new Fault({
    kind: "conflict",
    code: "teams.sso_changed",
    message: "Somebody else has changed single sign-on meanwhile. Look at it again.",
  });
}
