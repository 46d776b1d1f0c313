export type { AuditEntry, AuditJson, AuditSnapshot } from "./audit-entry.ts";
export { recordAudit } from "./record-audit.ts";
export { type PersonAuditContext, recordPersonAudit } from "./record-person-audit.ts";
