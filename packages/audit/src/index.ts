export type { Anchor } from "./anchors/anchor.ts";
export { appendAnchors, readAnchors } from "./anchors/anchor-file.ts";
export type { AuditEntry, AuditJson, AuditSnapshot } from "./audit-entry.ts";
export type { ChainReport } from "./chain/check-chain.ts";
export { type VerifiedTeam, verifyChains } from "./chain/verify-chain.ts";
export { recordAudit } from "./record-audit.ts";
export { type PersonAuditContext, recordPersonAudit } from "./record-person-audit.ts";
export type { Break } from "./rules/find-break.ts";
