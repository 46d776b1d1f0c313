import type { Collectable } from "@millrace/billing";
import type { Period } from "@millrace/kernel";

/** What a meter of the provider was told of a period. */
export type MeterReading = {
  /** The provider tells repetitions by it. */
  identifier: string;
  /** All of the period so far, in the currency's minor unit. */
  valueMinor: bigint;
  /** Within the period; the latest reading counts. */
  at: Date;
  /** Nothing comes after it. */
  isFinal: boolean;
  sentAt: Date | null;
  /** What the provider said against it, later. */
  error: string | null;
};

/** A reading that is wanted. */
export type WantedReading = Pick<MeterReading, "valueMinor" | "at" | "isFinal"> & {
  teamId: string;
  customerId: string;
  period: Period;
};

/** What a meter is to be told: what the period comes to, less what was billed of that before; no less than nothing. */
export function readingOf({
  netMinor,
  carriedMinor,
}: Pick<Collectable, "netMinor" | "carriedMinor">): bigint {
  return netMinor > carriedMinor ? netMinor - carriedMinor : 0n;
}
