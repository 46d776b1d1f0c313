import type { SystemTx, TeamTx } from "@millrace/db";
import type { Draw, OpenGrant } from "../rules/draw-credit.ts";
import type { CreditGrant } from "./credit-grant.ts";

type GrantRow = Omit<OpenGrant, "leftPico"> & { teamId: string; leftPico: string };

/** Grants of these teams with something left, held until the transaction ends; in one order. */
export async function lockOpenGrants(
  tx: SystemTx,
  teamIds: readonly string[],
): Promise<Map<string, OpenGrant[]>> {
  const rows = await tx.$queryRaw<GrantRow[]>`
    SELECT team_id::text AS "teamId", id::text AS id, priority, (amount_pico - used_pico)::text AS "leftPico",
      effective_at AS "effectiveAt", expires_at AS "expiresAt"
    FROM credit_grants
    WHERE team_id = ANY(${teamIds}::uuid[]) AND voided_at IS NULL AND used_pico < amount_pico
    ORDER BY team_id, id FOR UPDATE`;
  const grants = rows.map((row) => ({ ...row, leftPico: BigInt(row.leftPico) }));
  return Map.groupBy(grants, ({ teamId }) => teamId);
}

/** Adds what was drawn to what grants say was used, in one statement; a grant may be drawn from more than once. */
export async function addToUsed(tx: SystemTx, draws: readonly (Draw & { teamId: string })[]): Promise<void> {
  if (draws.length === 0) return;
  const rows = draws.map((draw) => ({ ...draw, amountPico: draw.amountPico.toString() }));
  await tx.$executeRaw`
    UPDATE credit_grants g SET used_pico = g.used_pico + drawn.amount
    FROM (
      SELECT "teamId", "grantId", sum("amountPico") AS amount
      FROM json_to_recordset(${JSON.stringify(rows)}::json) AS d ("teamId" uuid, "grantId" uuid, "amountPico" numeric)
      GROUP BY 1, 2) AS drawn
    WHERE g.team_id = drawn."teamId" AND g.id = drawn."grantId"`;
}

/** What these teams may use at a moment, by team; absent: nothing. */
export async function sumOpen(
  tx: SystemTx | TeamTx,
  teamIds: readonly string[],
  at: Date,
): Promise<Map<string, bigint>> {
  const rows = await tx.$queryRaw<{ teamId: string; left: string }[]>`
    SELECT team_id::text AS "teamId", sum(amount_pico - used_pico)::text AS left FROM credit_grants
    WHERE team_id = ANY(${teamIds}::uuid[]) AND voided_at IS NULL AND effective_at <= ${at}
      AND (expires_at IS NULL OR expires_at > ${at})
    GROUP BY 1`;
  return new Map(rows.map(({ teamId, left }) => [teamId, BigInt(left)]));
}

/** The currency of a team, which stays until the transaction ends; null: there is none. */
export async function lockCurrency(tx: SystemTx, teamId: string): Promise<string | null> {
  const [team] = await tx.$queryRaw<{ currency: string }[]>`
    SELECT currency FROM teams WHERE id = ${teamId}::uuid FOR KEY SHARE`;
  return team?.currency ?? null;
}

/** The currency of a team that is there. */
export async function findCurrency(tx: SystemTx, teamId: string): Promise<string> {
  const { currency } = await tx.team.findUniqueOrThrow({ where: { id: teamId }, select: { currency: true } });
  return currency;
}

/** False when the same operation has made one already. */
export async function insertGrant(
  tx: SystemTx,
  teamId: string,
  {
    amountPico,
    usedPico: _,
    ...grant
  }: CreditGrant & { operationId: string; createdBy: string | null; createdAt: Date },
): Promise<boolean> {
  const { count } = await tx.creditGrant.createMany({
    data: [{ teamId, ...grant, amountPico: amountPico.toString() }],
    skipDuplicates: true,
  });
  return count === 1;
}

type ListedRow = Omit<CreditGrant, "amountPico" | "usedPico" | "kind"> & {
  kind: string;
  amountPico: { toFixed(): string };
  usedPico: { toFixed(): string };
};

const COLUMNS = {
  id: true,
  kind: true,
  name: true,
  priority: true,
  currency: true,
  amountPico: true,
  usedPico: true,
  effectiveAt: true,
  expiresAt: true,
  voidedAt: true,
} as const;

/** Newest first. */
export async function findGrants(tx: TeamTx, teamId: string, limit: number): Promise<CreditGrant[]> {
  const rows = await tx.creditGrant.findMany({
    where: { teamId },
    select: COLUMNS,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
  });
  return rows.map(toGrant);
}

export async function findGrantOf(
  tx: SystemTx,
  teamId: string,
  operationId: string,
): Promise<CreditGrant | null> {
  const row = await tx.creditGrant.findUnique({
    where: { teamId_operationId: { teamId, operationId } },
    select: COLUMNS,
  });
  return row && toGrant(row);
}

function toGrant({ kind, amountPico, usedPico, ...row }: ListedRow): CreditGrant {
  return {
    ...row,
    kind: kind === "paid" ? "paid" : "promotional",
    amountPico: BigInt(amountPico.toFixed()),
    usedPico: BigInt(usedPico.toFixed()),
  };
}

type ExpiredRow = { teamId: string; id: string; currency: string; leftPico: string; expiresAt: Date };

/** Grants that expired before a moment with something left, held until the transaction ends. */
export async function lockExpired(
  tx: SystemTx,
  { before, limit }: { before: Date; limit: number },
): Promise<(Omit<ExpiredRow, "leftPico"> & { leftPico: bigint })[]> {
  const rows = await tx.$queryRaw<ExpiredRow[]>`
    SELECT team_id::text AS "teamId", id::text AS id, currency, (amount_pico - used_pico)::text AS "leftPico",
      expires_at AS "expiresAt"
    FROM credit_grants WHERE voided_at IS NULL AND used_pico < amount_pico AND expires_at < ${before}
    ORDER BY team_id, id LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
  return rows.map((row) => ({ ...row, leftPico: BigInt(row.leftPico) }));
}
