import type { SystemTx, TeamTx } from "@millrace/db";
import { type NewPrice, type PriceVersion, UNITS } from "./price-version.ts";

/** Prices belong to the installation: every team reads the same, only the system writes. */
export type PriceTx = TeamTx | SystemTx;

const VERSION = {
  id: true,
  modelName: true,
  currency: true,
  effectiveFrom: true,
  rates: { select: { unit: true, pricePico: true } },
} as const;

type Row = Omit<PriceVersion, "rates"> & { rates: { unit: string; pricePico: bigint }[] };

/** Newest first, at most `limit`. */
export async function findVersions(
  tx: PriceTx,
  where: { modelName?: string | { in: string[] }; currency?: string },
  limit: number,
): Promise<PriceVersion[]> {
  const rows = await tx.priceVersion.findMany({
    where,
    orderBy: [{ effectiveFrom: "desc" }, { id: "desc" }],
    take: limit,
    select: VERSION,
  });
  return rows.map(toVersion);
}

/** Two publishers of the same model and currency take turns until their transactions end. */
export async function lockHistory(tx: SystemTx, { modelName, currency }: NewPrice): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`price ${modelName} ${currency}`}, 0))`;
}

export async function insertVersion(
  tx: SystemTx,
  version: PriceVersion & { createdAt: Date },
): Promise<void> {
  const { rates, ...columns } = version;
  await tx.priceVersion.create({ data: { ...columns, rates: { create: rates } }, select: { id: true } });
}

/** Rates in the order of `UNITS`. */
function toVersion({ rates, ...columns }: Row): PriceVersion {
  const priceOf = new Map(rates.map(({ unit, pricePico }) => [unit, pricePico]));
  return {
    ...columns,
    rates: UNITS.flatMap((unit) => {
      const pricePico = priceOf.get(unit);
      return pricePico === undefined ? [] : [{ unit, pricePico }];
    }),
  };
}
