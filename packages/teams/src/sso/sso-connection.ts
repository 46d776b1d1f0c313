import type { SystemContext } from "@millrace/db";
import type { Outgoing } from "@millrace/outgoing";
import type { Secrets } from "@millrace/secrets";
import { z } from "zod";
import { roleIdSchema } from "../roles/standing.ts";
import { emailDomainsSchema } from "../rules/email-domain.ts";

/** How a team signs its people in through its own OpenID Connect provider, as far as it may be shown. */
export type SsoConnection = {
  /** The provider's name for itself (OpenID Connect Discovery): an https address. */
  issuer: string;
  clientId: string;
  hasClientSecret: boolean;
  /** Only addresses of these domains come in. */
  emailDomains: string[];
  /** Of whoever comes in for the first time: a built-in role, or the id of one of the team's own. */
  defaultRole: string;
  /** Since when members enter the team through the provider only; null: they need not. */
  requiredSince: Date | null;
  updatedAt: Date;
};

/** What the verbs of single sign-on need besides the database. */
export type SsoMeans = {
  secrets: Secrets;
  outgoing: Outgoing;
  /** Domains that the operator lets any team claim, without a record of the domain's own. */
  trustedDomains: readonly string[];
};

export type SsoContext = SystemContext & SsoMeans;

/** Together with a page's path, issuer and client id fit into a cookie (`SsoFlow`). */
const ISSUER_LENGTH_MAX = 300;
const CLIENT_ID_LENGTH_MAX = 300;
const DOMAINS_MAX = 20;
const CLIENT_SECRET_LENGTH_MAX = 1_000;

export const ssoIssuerSchema = z.string().trim().min(1).max(ISSUER_LENGTH_MAX);

export const ssoDomainsSchema = emailDomainsSchema.refine(
  ({ length }) => length >= 1 && length <= DOMAINS_MAX,
  `are 1 to ${DOMAINS_MAX} domains`,
);

export const ssoInputSchema = z.object({
  issuer: ssoIssuerSchema,
  clientId: z.string().trim().min(1).max(CLIENT_ID_LENGTH_MAX),
  /** Absent: as before. Null: the provider asks for none. */
  clientSecret: z.string().min(1).max(CLIENT_SECRET_LENGTH_MAX).nullable().optional(),
  emailDomains: ssoDomainsSchema,
  defaultRole: roleIdSchema.refine((role) => role !== "owner", "cannot be owner"),
  required: z.boolean(),
});

export type SsoInput = z.input<typeof ssoInputSchema>;

/** Where the client secret is sealed. */
export function secretPlace(teamId: string) {
  return { owner: teamId, purpose: "sso_client_secret", id: teamId };
}

/** As which provider somebody's account there is known (`Identity`). */
export function identityProvider(teamId: string): string {
  return `sso:${teamId}`;
}
