import type { SystemTx } from "@millrace/db";
import { type ChainEntry, hex } from "../rules/entry-text.ts";
import { type AuditTx, CHAIN_COLUMNS } from "../store.ts";
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

export async function findChainEntries(tx: AuditTx, teamId: string, span: Span): Promise<ChainEntry[]> {
  const { after, to, limit } = span;
  return tx.$queryRaw<ChainEntry[]>`
    SELECT ${CHAIN_COLUMNS} FROM audit_entries
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
