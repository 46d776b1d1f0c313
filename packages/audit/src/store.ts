import type { SystemTx, TeamTx } from "@millrace/db";
import type { AuditEntry } from "./audit-entry.ts";

/** Both roles may add to the log. */
export type AuditTx = TeamTx | SystemTx;

type Stored = AuditEntry & {
  id: string;
  at: Date;
  personId: string | null;
  actorLabel: string;
  actorRole: string;
  address: string | null;
};

export async function insertEntry(tx: AuditTx, teamId: string, entry: Stored): Promise<void> {
  await tx.auditEntry.create({ data: { teamId, ...entry }, select: { id: true } });
}
