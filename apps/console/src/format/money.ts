import { formatPico, type Pico } from "@millrace/kernel";

const CENT_PICO: Pico = 10_000_000_000n;
/** Below a cent, this many significant digits tell one price from another. */
const SMALL_DIGITS = 3;
const PICO_DIGITS = 12;

/**
 * An amount as people read it: whole cents from a cent on, and below that as many places as the amount
 * needs, so that `$0.00000042` never becomes `$0.00`.
 */
export function formatMoney(amount: Pico, currency: string, locale: string): string {
  const magnitude = amount < 0n ? -amount : amount;
  const style = { style: "currency", currency, currencyDisplay: "narrowSymbol" } as const;
  const options: Intl.NumberFormatOptions =
    magnitude === 0n || magnitude >= CENT_PICO
      ? style
      : { ...style, minimumSignificantDigits: 1, maximumSignificantDigits: SMALL_DIGITS };
  return formatDecimal(amount, new Intl.NumberFormat(locale, options));
}

/** An amount to the last pico, for the place where somebody checks our arithmetic. */
export function formatMoneyExact(amount: Pico, currency: string, locale: string): string {
  const exact = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    maximumFractionDigits: PICO_DIGITS,
  });
  return formatDecimal(amount, exact);
}

/** Intl reads a decimal string without going through a float (ECMA-402, Intl.NumberFormat v3). */
function formatDecimal(amount: Pico, format: Intl.NumberFormat): string {
  return format.format(formatPico(amount) as Intl.StringNumericLiteral);
}
