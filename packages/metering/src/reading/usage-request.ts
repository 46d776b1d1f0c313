import type { UsageRecord } from "../usage-record.ts";

/** One request as it was rated. */
export type UsageRequest = UsageRecord & {
  /** Null where nothing had a price at the moment; then the amount is zero. */
  priceVersionId: string | null;
  currency: string;
  amountPico: bigint;
  /** When it reached the database. */
  receivedAt: Date;
};
