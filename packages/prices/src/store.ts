import { Prisma, type SystemTx, type TeamTx } from "@millrace/db";
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

type TierRow = { above: string; pricePico: string };
type RateRow = { unit: string; pricePico: string; tiersMode: string | null; tiers: TierRow[] };
type Row = Omit<PriceVersion, "rates"> & { rates: RateRow[] };

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
  const conditions = [
    Prisma.sql`true`,
    ...(ids ? [Prisma.sql`v.id = ANY(${ids}::uuid[])`] : []),
    ...(modelNames ? [Prisma.sql`v.model_name = ANY(${modelNames})`] : []),
    ...(currency === undefined ? [] : [Prisma.sql`v.currency = ${currency}`]),
    ...(teamIds ? [Prisma.sql`(v.team_id IS NULL OR v.team_id = ANY(${teamIds}::uuid[]))`] : []),
  ];
  const rows = await tx.$queryRaw<Row[]>`
    SELECT v.id::text, v.team_id::text AS "teamId", v.model_name AS "modelName", v.currency, v.effective_from AS "effectiveFrom",
      coalesce((
        SELECT json_agg(json_build_object('unit', r.unit, 'pricePico', r.price_pico::text, 'tiersMode', r.tiers_mode, 'tiers', coalesce((
          SELECT json_agg(json_build_object('above', t.above::text, 'pricePico', t.price_pico::text) ORDER BY t.above)
          FROM price_tiers t WHERE t.price_version_id = r.price_version_id AND t.unit = r.unit), '[]')))
        FROM price_rates r WHERE r.price_version_id = v.id), '[]') AS rates
    FROM price_versions v WHERE ${Prisma.join(conditions, " AND ")}
    ORDER BY v.effective_from DESC, v.id DESC LIMIT ${limit}`;
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

function toRate(unit: Rate["unit"], { tiersMode, tiers, ...row }: RateRow): Rate {
  const pricePico = BigInt(row.pricePico);
  if (tiersMode === null) return { unit, pricePico };
  const list: Tiers["tiers"] = tiers.map((tier) => ({
    above: BigInt(tier.above),
    pricePico: BigInt(tier.pricePico),
  }));
  return { unit, pricePico, tiers: { mode: modeSchema.parse(tiersMode), tiers: list } };
}
