import { minorToPico, minorUnit } from "@millrace/billing";
import { CREDIT_MINOR_MAX, CREDIT_MINOR_MIN } from "@millrace/payments";

/** A currency as amounts are typed in it. */
export type MoneyUnit = {
  /** ISO 4217. */
  currency: string;
  /** The smallest number that the provider counts in. */
  minorPico: bigint;
  /** Amounts are multiples of it. */
  stepPico: bigint;
  /** What credit is sold for at once, at least and at most. */
  leastPico: bigint;
  mostPico: bigint;
  /** Amounts that people buy. */
  suggestedPico: readonly bigint[];
};

const SUGGESTED_MINOR = [1_000n, 2_500n, 5_000n, 10_000n];

/** Of a currency with three decimals, a thousand minor units are one. */
export function moneyUnit(currency: string): MoneyUnit {
  const { decimals, stepMinor } = minorUnit(currency);
  const scale = decimals === 3 ? 10n : 1n;
  return {
    currency,
    minorPico: minorToPico(1n, currency),
    stepPico: minorToPico(stepMinor, currency),
    leastPico: minorToPico(CREDIT_MINOR_MIN, currency),
    mostPico: minorToPico(CREDIT_MINOR_MAX, currency),
    suggestedPico: SUGGESTED_MINOR.map((minor) => minorToPico(minor * scale, currency)),
  };
}
