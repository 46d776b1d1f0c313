import type { Prisma, SystemTx, TeamTx } from "@millrace/db";
import { z } from "zod";
import {
  type ParsedPrice,
  type PriceVersion,
  type Rate,
  TIERS_MODES,
  type Tiers,
  UNITS,
} from "./price-version.ts";

/** A team reads everybody's prices and its own, only the system writes. */
export type PriceTx = TeamTx | SystemTx;

const VERSION = {
  id: true,
  teamId: true,
  modelName: true,
  currency: true,
  effectiveFrom: true,
  rates: {
    select: {
      unit: true,
      pricePico: true,
      tiersMode: true,
      tiers: { select: { above: true, pricePico: true }, orderBy: { above: "asc" } },
    },
  },
} as const satisfies Prisma.PriceVersionSelect;

type Row = Prisma.PriceVersionGetPayload<{ select: typeof VERSION }>;

export type VersionFilter = {
  ids?: readonly string[];
  modelNames?: readonly string[];
  currency?: string;
  /** Those of these teams, and everybody's; absent: whoever's. */
  teamIds?: readonly string[];
};

/** Newest first, at most `limit`. */
export async function findVersions(
  tx: PriceTx,
  { ids, modelNames, currency, teamIds }: VersionFilter,
  limit: number,
): Promise<PriceVersion[]> {
  const rows = await tx.priceVersion.findMany({
    where: {
      ...(ids && { id: { in: [...ids] } }),
      ...(modelNames && { modelName: { in: [...modelNames] } }),
      ...(currency !== undefined && { currency }),
      ...(teamIds && { OR: [{ teamId: null }, { teamId: { in: [...teamIds] } }] }),
    },
    orderBy: [{ effectiveFrom: "desc" }, { id: "desc" }],
    take: limit,
    select: VERSION,
  });
  return rows.map(toVersion);
}

/** Two publishers of the same model and currency take turns until their transactions end. */
export async function lockHistory(tx: SystemTx, { modelName, currency }: ParsedPrice): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`price ${modelName} ${currency}`}, 0))`;
}

/** Null: there is no such team. It does not go before the transaction ends. */
export async function lockCurrency(tx: SystemTx, teamId: string): Promise<string | null> {
  const [team] = await tx.$queryRaw<{ currency: string }[]>`
    SELECT currency FROM teams WHERE id = ${teamId}::uuid FOR KEY SHARE`;
  return team?.currency ?? null;
}

export async function insertVersion(
  tx: SystemTx,
  { rates, ...columns }: PriceVersion & { createdAt: Date; createdBy: string | null },
): Promise<void> {
  const create = rates.map(({ unit, pricePico, tiers }) => ({
    ...{ unit, pricePico, tiersMode: tiers?.mode ?? null },
    tiers: {
      create: tiers?.tiers.map(({ above, pricePico }) => ({ above: above.toString(), pricePico })) ?? [],
    },
  }));
  await tx.priceVersion.create({ data: { ...columns, rates: { create } }, select: { id: true } });
}

/** Rates in the order of `UNITS`. */
function toVersion({ rates, ...columns }: Row): PriceVersion {
  const rowOf = new Map(rates.map((row) => [row.unit, row]));
  return {
    ...columns,
    rates: UNITS.flatMap((unit) => {
      const row = rowOf.get(unit);
      return row === undefined ? [] : [toRate(unit, row)];
    }),
  };
}

const modeSchema = z.enum(TIERS_MODES);

function toRate(unit: Rate["unit"], { pricePico, tiersMode, tiers }: Row["rates"][number]): Rate {
  if (tiersMode === null) return { unit, pricePico };
  const list: Tiers["tiers"] = tiers.map((tier) => ({
    above: BigInt(tier.above.toFixed(0)),
    pricePico: tier.pricePico,
  }));
  return { unit, pricePico, tiers: { mode: modeSchema.parse(tiersMode), tiers: list } };
}
