import { roundedMinor } from "./round.ts";
import { type Tax, type TaxRate, taxesOn } from "./tax.ts";

export type InvoiceTotals = {
  readonly subtotalPico: bigint;
  readonly subtotalMinor: bigint;
  /** What prepaid credit paid of the subtotal. */
  readonly creditMinor: bigint;
  readonly taxes: readonly Tax[];
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
};

type Summed = { readonly amountPico: bigint; readonly amountMinor: bigint };

/**
 * Lines, less credit, plus taxes. Credit pays the same share of the rounded lines as it paid of the exact ones: where it
 * paid all, nothing is left over from rounding, and where it paid nothing it takes nothing.
 */
export function invoiceTotals(
  lines: readonly Summed[],
  { drawnPico, currency, rates }: { drawnPico: bigint; currency: string; rates: readonly TaxRate[] },
): InvoiceTotals {
  const subtotalPico = lines.reduce((sum, { amountPico }) => sum + amountPico, 0n);
  const subtotalMinor = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const creditMinor =
    subtotalPico === 0n ? 0n : roundedMinor(currency, subtotalMinor * drawnPico, subtotalPico);
  const netMinor = subtotalMinor - creditMinor;
  const taxes = taxesOn(netMinor, currency, rates);
  const taxMinor = taxes.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  return { subtotalPico, subtotalMinor, creditMinor, taxes, taxMinor, totalMinor: netMinor + taxMinor };
}
