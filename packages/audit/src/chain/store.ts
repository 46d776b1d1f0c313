import type { SystemTx } from "@millrace/db";
import { type ChainEntry, hex } from "../rules/entry-text.ts";
import type { AuditTx } from "../store.ts";
import type { Head, Place } from "./check-chain.ts";

export async function findHead(tx: AuditTx, teamId: string): Promise<Head | null> {
  const row = await tx.auditEntry.findFirst({
    where: { teamId },
    select: { sequence: true, hash: true },
    orderBy: { sequence: "desc" },
  });
  return row && { sequence: Number(row.sequence), hash: hex(row.hash) };
}

type Span = { after: Place; to: number; limit: number };

/** Every column as it is, `jsonb` as PostgreSQL prints it. Also a time that no calendar has comes through. */
export async function findChainEntries(tx: AuditTx, teamId: string, span: Span): Promise<ChainEntry[]> {
  const { after, to, limit } = span;
  return tx.$queryRaw<ChainEntry[]>`
    SELECT team_id::text AS "teamId", id::text, sequence,
      CASE WHEN isfinite(at) THEN (extract(epoch FROM at) * 1000)::numeric(40)::text ELSE at::text END AS at,
      person_id::text AS "personId", actor_label AS "actorLabel", actor_role AS "actorRole", address, verb,
      subject_type AS "subjectType", subject_id::text AS "subjectId", before::text, after::text,
      previous_hash AS "previousHash", hash
    FROM audit_entries
    WHERE team_id = ${teamId}::uuid AND sequence <= ${BigInt(to)}
      AND (sequence, id) > (${after.sequence}::bigint, ${after.id}::uuid)
    ORDER BY sequence, id LIMIT ${limit}`;
}

export type TeamOfLog = { id: string; handle: string; name: string };

export async function findTeams(tx: SystemTx, afterId: string, limit: number): Promise<TeamOfLog[]> {
  return tx.team.findMany({
    where: { id: { gt: afterId } },
    select: { id: true, handle: true, name: true },
    orderBy: { id: "asc" },
    take: limit,
  });
}

/** Null when there is no such team any more. */
export async function findTeam(tx: SystemTx, id: string): Promise<TeamOfLog | null> {
  return tx.team.findUnique({ where: { id }, select: { id: true, handle: true, name: true } });
}

/** When a team was deleted, with its log, by whoever may; null when nobody did. */
export async function findDeletion(tx: SystemTx, teamId: string): Promise<Date | null> {
  const row = await tx.teamDeletion.findUnique({ where: { teamId }, select: { at: true } });
  return row?.at ?? null;
}
