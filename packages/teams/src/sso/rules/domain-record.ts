import { createHash } from "node:crypto";

export type DomainRecord = { domain: string; name: string; value: string };

/**
 * The TXT record by which a domain says that this team may sign its people in through this provider. Bound to both, so
 * that neither another team nor another provider of the same team can use it.
 */
export function domainRecord(
  domain: string,
  { teamId, issuer }: { teamId: string; issuer: string },
): DomainRecord {
  const digest = createHash("sha256")
    .update(JSON.stringify([teamId, issuer]))
    .digest("base64url");
  return { domain, name: `_millrace.${domain}`, value: `millrace-sso=${digest}` };
}
