import { multiplyDecimals, roundDecimal, roundedQuotient } from "./decimal.ts";

/** Times in seconds. */
export type Stretch = { start: number; end: number };

/** What so many of a price cost in minor units, rounded once. */
export function priceOf(unitAmount: string, quantity: string): number {
  return roundDecimal(multiplyDecimals(unitAmount, quantity));
}

/** The share of a whole period's amount that falls on a stretch of it, by the second; rounded once. */
export function prorate(amount: number, stretch: Stretch, whole: Stretch): number {
  const [part, all] = [stretch.end - stretch.start, whole.end - whole.start];
  return Number(roundedQuotient(BigInt(amount) * BigInt(part), BigInt(all)));
}
