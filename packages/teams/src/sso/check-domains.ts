import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import { requirePermission } from "../policy.ts";
import { type DomainRecord, domainRecord } from "./rules/domain-record.ts";
import { type SsoMeans, ssoDomainsSchema, ssoIssuerSchema } from "./sso-connection.ts";

/**
 * - `proven`: its record is published.
 * - `trusted`: the operator lets any team claim it.
 * - `unproven`: its record is missing, or is another one.
 */
export type DomainState = "proven" | "trusted" | "unproven";

export type DomainCheck = DomainRecord & { state: DomainState };

const inputSchema = z.object({ issuer: ssoIssuerSchema, emailDomains: ssoDomainsSchema });

/**
 * What each domain must publish before this issuer may vouch for its addresses in this team, and whether it does. Fault
 * `invalid` `teams.sso_invalid`; Fault `unavailable` `outgoing.failed` when its name servers do not answer.
 */
export async function checkDomains(
  { actor, ...means }: Pick<Context, "actor"> & Pick<SsoMeans, "outgoing" | "trustedDomains">,
  input: z.input<typeof inputSchema>,
): Promise<DomainCheck[]> {
  const { issuer, emailDomains } = parseInput(inputSchema, input, "teams.sso_invalid");
  requirePermission(actor, "sso.write");
  return judgeDomains(means, emailDomains, { teamId: actor.teamId, issuer });
}

/** For whoever may save the connection. */
export async function judgeDomains(
  { outgoing, trustedDomains }: Pick<SsoMeans, "outgoing" | "trustedDomains">,
  domains: readonly string[],
  at: { teamId: string; issuer: string },
): Promise<DomainCheck[]> {
  return Promise.all(
    domains.map(async (domain) => {
      const record = domainRecord(domain, at);
      if (trustedDomains.includes(domain)) return { ...record, state: "trusted" as const };
      const isPublished = (await outgoing.readTxt(record.name)).includes(record.value);
      return { ...record, state: isPublished ? ("proven" as const) : ("unproven" as const) };
    }),
  );
}
