import type { Unit } from "@millrace/prices";
import type { CreditNoteOutcome } from "../rules/credit-note-room.ts";
import type { InvoiceState } from "../rules/invoice-state.ts";

/** Whom an invoice is made out to, as they were called when it closed. */
export type BillTo = { name: string; handle: string };

/** What a team owes for a month (UTC). Amounts in the currency's minor unit, but for the exact subtotal. */
export type Invoice = {
  teamId: string;
  id: string;
  /** Such as `MR-000001`, without gaps in the installation; null for a draft. */
  number: string | null;
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
};

export const LINE_KINDS = ["usage", "late_usage", "tax"] as const;

/** `late_usage`: used in a period that was closed when it was stored. */
export type LineKind = (typeof LINE_KINDS)[number];

export type InvoiceLine = {
  /** From 1 on. */
  position: number;
  kind: LineKind;
  /** The deployment's name, or the tax's. */
  description: string;
  /** Null for a tax, as are those below. */
  modelName: string | null;
  deploymentId: string | null;
  priceVersionId: string | null;
  unit: Unit | null;
  quantity: bigint;
  unitPricePico: bigint | null;
  /** Before its one rounding. */
  amountPico: bigint;
  amountMinor: bigint;
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
