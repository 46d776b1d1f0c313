import type { Prisma, SystemTx, TeamTx } from "@millrace/db";
import type { PriceTx } from "../store.ts";
import type { NewPlan, PlanVersion } from "./plan-version.ts";

const VERSION = {
  id: true,
  planName: true,
  title: true,
  currency: true,
  effectiveFrom: true,
  feeMinor: true,
  includedPico: true,
  minimumMinor: true,
  isOffered: true,
} as const satisfies Prisma.PlanVersionSelect;

/** By plan, newest first, at most `limit`. */
export async function findPlans(
  tx: PriceTx,
  where: { planName?: string; currency?: string },
  limit: number,
): Promise<PlanVersion[]> {
  const rows = await tx.planVersion.findMany({
    where,
    orderBy: [{ planName: "asc" }, { effectiveFrom: "desc" }, { id: "desc" }],
    take: limit,
    select: VERSION,
  });
  return rows.map((row) => ({ ...row, includedPico: BigInt(row.includedPico.toFixed(0)) }));
}

/** Two publishers of the same plan and currency take turns until their transactions end. */
export async function lockPlan(tx: SystemTx, { planName, currency }: NewPlan): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`plan ${planName} ${currency}`}, 0))`;
}

export async function insertPlan(
  tx: SystemTx,
  { includedPico, ...columns }: PlanVersion & { createdAt: Date; createdBy: string | null },
): Promise<void> {
  const data = { ...columns, includedPico: includedPico.toString() };
  await tx.planVersion.create({ data, select: { id: true } });
}

export async function findTeamCurrency(tx: TeamTx, id: string): Promise<string> {
  const { currency } = await tx.team.findUniqueOrThrow({ where: { id }, select: { currency: true } });
  return currency;
}
