export type { AuditEntry, AuditJson, AuditSnapshot } from "./audit-entry.ts";
export { recordAudit } from "./record-audit.ts";
