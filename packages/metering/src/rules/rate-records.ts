import { type PriceVersion, priceAt, rate } from "@millrace/prices";
import type { UsageRecord } from "../usage-record.ts";
import { billable } from "./billable.ts";

export type RatedRecord = UsageRecord & {
  /** Null where no price version covers the moment; then the amount is zero. */
  priceVersionId: string | null;
  currency: string;
  amountPico: bigint;
};

/** Rates each record by the version in force at its moment, in its team's currency. Records of teams without one are left out. */
export function rateRecords(
  records: readonly UsageRecord[],
  { currencies, versions }: { currencies: ReadonlyMap<string, string>; versions: readonly PriceVersion[] },
): RatedRecord[] {
  const versionsOf = Map.groupBy(versions, ({ modelName }) => modelName);
  return records.flatMap((record) => {
    const { teamId, modelName, at } = record;
    const currency = currencies.get(teamId);
    if (currency === undefined) return [];
    const version = priceAt(versionsOf.get(modelName) ?? [], { modelName, currency, at });
    return {
      ...record,
      currency,
      priceVersionId: version?.id ?? null,
      amountPico: version ? rate(version, billable(record)) : 0n,
    };
  });
}
