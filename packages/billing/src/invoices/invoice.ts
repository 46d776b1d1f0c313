import type { Unit } from "@millrace/prices";
import type { CreditNoteOutcome } from "../rules/credit-note-room.ts";
import type { InvoiceState } from "../rules/invoice-state.ts";

/** Whom an invoice is made out to, as they were called when it closed. */
export type BillTo = { name: string; handle: string };

/** `usage`: for a month (UTC), which it closes. `plan`: what a provider billed for a plan between two of those. */
export const INVOICE_KINDS = ["usage", "plan"] as const;
export type InvoiceKind = (typeof INVOICE_KINDS)[number];

/** What a team owes for a period. Amounts in the currency's minor unit, but for the exact subtotal. */
export type Invoice = {
  teamId: string;
  id: string;
  /** Such as `MR-000001`, without gaps in the installation; null for a draft. */
  number: string | null;
  kind: InvoiceKind;
  state: InvoiceState;
  /** ISO 4217. */
  currency: string;
  periodStart: Date;
  periodEnd: Date;
  subtotalPico: bigint;
  subtotalMinor: bigint;
  /** What prepaid credit paid of the subtotal. */
  creditMinor: bigint;
  taxMinor: bigint;
  /** Subtotal, less credit, plus tax. */
  totalMinor: bigint;
  paidMinor: bigint;
  /** What credit notes took back. */
  creditedMinor: bigint;
  closedAt: Date | null;
  dueAt: Date | null;
  paidAt: Date | null;
  voidedAt: Date | null;
  billTo: BillTo;
  /** Who collects it; `none`: an operator says that it was paid. */
  provider: "none" | "stripe";
};

export const LINE_KINDS = ["usage", "late_usage", "discount", "plan", "minimum", "carried", "tax"] as const;

/**
 * `late_usage`: used in a period that was closed when it was stored. `discount`: what tiers take off. `plan`: a plan's fee.
 * `minimum`: what usage is below the plan's minimum. `carried`: what the provider bills on another invoice, or billed on one.
 */
export type LineKind = (typeof LINE_KINDS)[number];

export type InvoiceLine = {
  /** From 1 on. */
  position: number;
  kind: LineKind;
  /** The deployment's name, or the model's, the plan's or the tax's. */
  description: string;
  /** Null for what counts no usage, as are those below. */
  modelName: string | null;
  deploymentId: string | null;
  priceVersionId: string | null;
  unit: Unit | null;
  quantity: bigint;
  unitPricePico: bigint | null;
  /** Before its one rounding. */
  amountPico: bigint;
  amountMinor: bigint;
  /** The part of a month that a plan's fee is for; null: all of it, or none. */
  startsAt: Date | null;
  endsAt: Date | null;
};

/** Takes back some or all of an invoice. */
export type CreditNote = {
  id: string;
  /** Such as `CN-000001`. */
  number: string;
  invoiceId: string;
  amountMinor: bigint;
  currency: string;
  reason: string;
  outcome: CreditNoteOutcome;
  createdAt: Date;
};
