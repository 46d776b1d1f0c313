import { PICO_PER_UNIT } from "@millrace/kernel";
import { minorUnit } from "./currency.ts";

/** The integer nearest to a fraction; a half goes away from zero, as on Stripe's invoices. The divisor is above zero. */
export function roundedQuotient(dividend: bigint, divisor: bigint): bigint {
  const sign = dividend < 0n ? -1n : 1n;
  return sign * ((2n * sign * dividend + divisor) / (2n * divisor));
}

/** A fraction of minor units as the nearest amount that the currency has; a half goes away from zero. */
export function roundedMinor(currency: string, dividend: bigint, divisor: bigint): bigint {
  const { stepMinor } = minorUnit(currency);
  return roundedQuotient(dividend, divisor * stepMinor) * stepMinor;
}

/** The nearest amount in minor units; a half goes away from zero. Once per line of an invoice, and nowhere before. */
export function roundToMinor(amountPico: bigint, currency: string): bigint {
  return roundedMinor(currency, amountPico, picoPerMinor(currency));
}

export function minorToPico(amountMinor: bigint, currency: string): bigint {
  return amountMinor * picoPerMinor(currency);
}

/** The decimal of an amount with all digits that its currency has: 1234 is `12.34` in USD and `1234` in JPY. */
export function formatMinor(amountMinor: bigint, currency: string): string {
  const { decimals } = minorUnit(currency);
  const magnitude = amountMinor < 0n ? -amountMinor : amountMinor;
  const digits = magnitude.toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const sign = amountMinor < 0n ? "-" : "";
  return decimals === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-decimals)}`;
}

function picoPerMinor(currency: string): bigint {
  return PICO_PER_UNIT / 10n ** BigInt(minorUnit(currency).decimals);
}
