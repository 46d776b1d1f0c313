import { type PriceVersion, priceAt, rate } from "@millrace/prices";
import type { UsageRecord } from "../usage-record.ts";
import { billable } from "./billable.ts";

export type RatedRecord = UsageRecord & {
  /** Null where no price version covers the moment; then the amount is zero. */
  priceVersionId: string | null;
  currency: string;
  amountPico: bigint;
};

/**
 * Rates each record by the version in force at its moment, its team's own or everybody's, in its team's currency. Records of
 * teams without one are left out.
 */
export function rateRecords(
  records: readonly UsageRecord[],
  { currencies, versions }: { currencies: ReadonlyMap<string, string>; versions: readonly PriceVersion[] },
): RatedRecord[] {
  // Each list is short, however many teams have prices of their own.
  const versionsOf = Map.groupBy(versions, ({ teamId, modelName }) => `${teamId} ${modelName}`);
  const inForce = (teamId: string | null, { modelName, at }: UsageRecord, currency: string) =>
    priceAt(versionsOf.get(`${teamId} ${modelName}`) ?? [], { teamId, modelName, currency, at });
  return records.flatMap((record) => {
    const currency = currencies.get(record.teamId);
    if (currency === undefined) return [];
    const version = inForce(record.teamId, record, currency) ?? inForce(null, record, currency);
    return {
      ...record,
      currency,
      priceVersionId: version?.id ?? null,
      amountPico: version ? rate(version, billable(record)) : 0n,
    };
  });
}
