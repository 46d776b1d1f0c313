import { Prisma, type SystemTx, type TeamTx } from "@millrace/db";
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

/** Every column as it is, `jsonb` as PostgreSQL prints it. Also a time that no calendar has comes through. */
export const CHAIN_COLUMNS = Prisma.sql`team_id::text AS "teamId", id::text, sequence,
  CASE WHEN isfinite(at) THEN (extract(epoch FROM at) * 1000)::numeric(40)::text ELSE at::text END AS at,
  person_id::text AS "personId", actor_label AS "actorLabel", actor_role AS "actorRole", address, verb,
  subject_type AS "subjectType", subject_id::text AS "subjectId", before::text, after::text,
  previous_hash AS "previousHash", hash`;
