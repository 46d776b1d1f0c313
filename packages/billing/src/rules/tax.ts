import { roundedMinor } from "./round.ts";

/** A tax that the operator adds to every invoice. */
export type TaxRate = {
  /** As it stands on the invoice, such as "VAT". */
  readonly name: string;
  /** In 1/10,000 of a percent: 190,000 is 19 %. */
  readonly percentE4: bigint;
};

export type Tax = { readonly description: string; readonly amountMinor: bigint };

const HUNDRED_PERCENT_E4 = 1_000_000n;

/** Each tax on the same net amount, rounded once, as the line of an invoice says it. */
export function taxesOn(netMinor: bigint, currency: string, rates: readonly TaxRate[]): Tax[] {
  return rates.map(({ name, percentE4 }) => ({
    description: `${name} ${formatPercent(percentE4)}%`,
    amountMinor: roundedMinor(currency, netMinor * percentE4, HUNDRED_PERCENT_E4),
  }));
}

/** How much of a taxed amount is tax, in the measure of the whole; for giving back a part of it. */
export function taxIn(
  partMinor: bigint,
  { totalMinor, taxMinor, currency }: { totalMinor: bigint; taxMinor: bigint; currency: string },
): bigint {
  return totalMinor === 0n ? 0n : roundedMinor(currency, partMinor * taxMinor, totalMinor);
}

function formatPercent(percentE4: bigint): string {
  const digits = percentE4.toString().padStart(5, "0");
  const fraction = digits.slice(-4).replace(/0+$/, "");
  const whole = digits.slice(0, -4);
  return fraction === "" ? whole : `${whole}.${fraction}`;
}
