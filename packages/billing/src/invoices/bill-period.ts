import { Fault, type Period } from "@millrace/kernel";
import { loadPlans, loadPricesById, type Rate } from "@millrace/prices";
import { findPhases } from "../plans/store.ts";
import {
  type DiscountLine,
  discountLines,
  type FeeLine,
  minimumLines,
  planLines,
  sumLines,
} from "../rules/bill-lines.ts";
import { type InvoiceTotals, invoiceTotals } from "../rules/invoice-totals.ts";
import { type PlanPart, planParts } from "../rules/plan-parts.ts";
import { minorToPico } from "../rules/round.ts";
import type { TaxRate } from "../rules/tax.ts";
import { type UsageLine, type UsageSum, usageLines } from "../rules/usage-lines.ts";
import type { Completion } from "./collector.ts";
import type { ReaderTx } from "./store.ts";
import { sumCarried } from "./store-carried.ts";
import { type Booked, sumLateUsage, sumLedger, sumUsage } from "./store-usage.ts";

/** What whoever collects carries from one invoice to another. */
type CarriedLine = Omit<FeeLine, "kind"> & { readonly kind: "carried" };
export type BillLine = UsageLine | DiscountLine | FeeLine | CarriedLine;

export type Bill = {
  lines: BillLine[];
  totals: InvoiceTotals;
  /** What credit pays of it. */
  creditPico: bigint;
  /** What credit had paid beyond what is left after discounts, and goes back. */
  backPico: bigint;
  /** Usage after discounts, less credit, and what it is below a plan's minimum. */
  netMinor: bigint;
  /** As of `sumCarried`; zero where whoever collects has settled it. */
  carriedMinor: bigint;
};

type Billed = Booked & { currency: string; rates: readonly TaxRate[]; completion: Completion | null };

/**
 * What a period comes to: every charge that was booked in it, and none twice; less discounts; what plans add; and what whoever
 * collects says of its own, in place of fees; where nobody does, what was carried before. Fault `internal` `billing.charges_differ`
 * where the records are not what the ledger charged for them.
 */
export async function billPeriod(
  tx: ReaderTx,
  { teamId, period, currency, rates, completion }: Billed,
): Promise<Bill> {
  const { chargedPico, drawnPico } = await sumLedger(tx, { teamId, period });
  const sums = await findSums(tx, { teamId, period }, chargedPico);
  const ratesOf = await findRates(tx, sums);
  const usage = usageLines(sums, { ratesOf, currency });
  const used = [...usage, ...discountLines(usage, { ratesOf, currency })];
  const parts = await findParts(tx, { teamId, period, currency });
  const minimum = minimumLines(sumLines(used), parts, { period, currency });
  const fees = completion === null ? planLines(parts, { period, currency }) : feesOf(completion, currency);
  const leftPico = sumLines(used).amountPico;
  const isTooMuch = drawnPico > leftPico;
  const creditPico = isTooMuch ? leftPico : drawnPico;
  const made = [...used, ...minimum, ...fees];
  const totalsOf = (lines: readonly BillLine[]) =>
    invoiceTotals(lines, { creditPico, currency, rates, taxes: completion?.taxes });
  const carriedMinor = completion === null ? await sumCarried(tx, { teamId, period }) : 0n;
  const settled = completion?.carriedMinor ?? settledMinor(carriedMinor, totalsOf(made));
  const lines = [...made, ...carriedLines(settled, currency)];
  const totals = totalsOf(lines);
  const netMinor = sumLines([...used, ...minimum]).amountMinor - totals.creditMinor;
  return { lines, totals, creditPico, backPico: drawnPico - creditPico, netMinor, carriedMinor };
}

async function findSums(tx: ReaderTx, booked: Booked, chargedPico: bigint): Promise<UsageSum[]> {
  const used = await sumUsage(tx, booked);
  const late = total(used) === chargedPico ? [] : await sumLateUsage(tx, booked);
  const sums = [...used, ...late];
  if (total(sums) !== chargedPico) throw chargesDiffer(total(sums), chargedPico);
  return sums;
}

async function findRates(tx: ReaderTx, sums: readonly UsageSum[]): Promise<Map<string, Rate[]>> {
  if (sums.length === 0) return new Map();
  const ids = new Set(sums.map(({ priceVersionId }) => priceVersionId));
  const versions = await loadPricesById(tx, [...ids]);
  return new Map(versions.map((version) => [version.id, version.rates]));
}

type Month = { teamId: string; period: Period; currency: string };

async function findParts(tx: ReaderTx, { teamId, period, currency }: Month): Promise<PlanPart[]> {
  const phases = await findPhases(tx, { teamId, from: period.start, to: period.end });
  return phases.length === 0 ? [] : planParts(phases, { period, versions: await loadPlans(tx), currency });
}

function feesOf({ planLines: fees }: Completion, currency: string): FeeLine[] {
  return fees.map(({ amountMinor, ...fee }) => ({
    ...{ kind: "plan" as const, quantity: 1n, ...fee, amountMinor },
    amountPico: minorToPico(amountMinor, currency),
  }));
}

/** Where nobody else makes up for what was carried, the invoice does: with all that was billed too little, and at most with itself. */
function settledMinor(carriedMinor: bigint, { subtotalMinor, creditMinor }: InvoiceTotals): bigint {
  const netMinor = subtotalMinor > creditMinor ? subtotalMinor - creditMinor : 0n;
  return carriedMinor > netMinor ? -netMinor : -carriedMinor;
}

function carriedLines(amountMinor: bigint, currency: string): CarriedLine[] {
  if (amountMinor === 0n) return [];
  const what = { kind: "carried" as const, description: "", quantity: 1n, startsAt: null, endsAt: null };
  return [{ ...what, amountMinor, amountPico: minorToPico(amountMinor, currency) }];
}

function total(sums: readonly { amountPico: bigint }[]): bigint {
  return sums.reduce((sum, { amountPico }) => sum + amountPico, 0n);
}

function chargesDiffer(usedPico: bigint, chargedPico: bigint): Fault {
  return new Fault({
    kind: "internal",
    code: "billing.charges_differ",
    message: "Usage and the ledger's charges for it differ, so that nothing can be said of what is owed.",
    internal: `records ${usedPico}, charges ${chargedPico}`,
  });
}
