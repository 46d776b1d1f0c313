/** How amounts of a currency are written in whole numbers, as Stripe does. Source: https://docs.stripe.com/currencies */
export type MinorUnit = {
  /** Digits behind the point: an amount of 1 is 10^decimals in minor units. */
  readonly decimals: 0 | 2 | 3;
  /** Amounts are multiples of this many minor units. */
  readonly stepMinor: bigint;
};

const NONE = new Set([
  "BIF",
  "CLP",
  "DJF",
  "GNF",
  "JPY",
  "KMF",
  "KRW",
  "MGA",
  "PYG",
  "RWF",
  "VND",
  "VUV",
  "XAF",
  "XOF",
  "XPF",
]);
/** Their last digit is always 0, because card networks know only two. */
const THREE = new Set(["BHD", "JOD", "KWD", "OMR", "TND"]);
/** Written with two digits, which are always 00. HUF and TWD are like that in payouts only, and have both digits here. */
const WHOLE = new Set(["ISK", "UGX"]);

/** Of an ISO 4217 code; what is in no list has two decimals. */
export function minorUnit(currency: string): MinorUnit {
  if (NONE.has(currency)) return { decimals: 0, stepMinor: 1n };
  if (THREE.has(currency)) return { decimals: 3, stepMinor: 10n };
  return { decimals: 2, stepMinor: WHOLE.has(currency) ? 100n : 1n };
}
