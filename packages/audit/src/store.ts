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

/** The teams that a person is in and what they are there, by team id. */
export async function findMemberships(
  tx: SystemTx,
  personId: string,
  limit: number,
): Promise<{ teamId: string; role: string }[]> {
  return tx.membership.findMany({
    where: { personId },
    select: { teamId: true, role: true },
    orderBy: { teamId: "asc" },
    take: limit,
  });
}
