import type { LineKind } from "../invoices/invoice.ts";
import { sumLines } from "./bill-lines.ts";
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

type Summed = { readonly kind: LineKind; readonly amountPico: bigint; readonly amountMinor: bigint };

/** What credit pays for. */
const USED: ReadonlySet<LineKind> = new Set(["usage", "late_usage", "discount"]);

/** Usage and what is taken off it again. */
function usedLines(lines: readonly Summed[]): Summed[] {
  return lines.filter(({ kind }) => USED.has(kind));
}

/**
 * Lines, less credit, plus taxes; whoever collects may say its own. Credit pays the same share of the rounded usage as it paid of
 * the exact one: where it paid all, nothing is left over from rounding, and where it paid nothing it takes nothing.
 */
export function invoiceTotals(
  lines: readonly Summed[],
  {
    creditPico,
    currency,
    rates,
    taxes: said,
  }: { creditPico: bigint; currency: string; rates: readonly TaxRate[]; taxes?: readonly Tax[] | undefined },
): InvoiceTotals {
  const { amountPico: subtotalPico, amountMinor: subtotalMinor } = sumLines(lines);
  const used = sumLines(usedLines(lines));
  const creditMinor =
    used.amountPico === 0n
      ? used.amountMinor
      : roundedMinor(currency, used.amountMinor * creditPico, used.amountPico);
  const netMinor = subtotalMinor - creditMinor;
  const taxes = said ?? taxesOn(netMinor, currency, rates);
  const taxMinor = taxes.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  return { subtotalPico, subtotalMinor, creditMinor, taxes, taxMinor, totalMinor: netMinor + taxMinor };
}
