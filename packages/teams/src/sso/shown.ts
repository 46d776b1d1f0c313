import type { AuditSnapshot } from "@millrace/audit";
import type { SsoConnection } from "./sso-connection.ts";
import type { StoredConnection } from "./store.ts";

/** A connection without what is sealed. */
export function shown({ sealedClientSecret, ...connection }: StoredConnection): SsoConnection {
  return { ...connection, hasClientSecret: sealedClientSecret.length > 0 };
}

/** What the audit log says of a connection. */
export function snapshot(connection: StoredConnection): AuditSnapshot {
  const { issuer, clientId, emailDomains, defaultRole, requiredSince, hasClientSecret } = shown(connection);
  return { issuer, clientId, emailDomains, defaultRole, required: requiredSince !== null, hasClientSecret };
}
