import type { SystemTx, TeamTx } from "@millrace/db";
import { UNITS } from "@millrace/prices";
import { z } from "zod";
import { OUTCOMES } from "../rules/credit-note-room.ts";
import { INVOICE_STATES } from "../rules/invoice-state.ts";
import { type CreditNote, INVOICE_KINDS, type Invoice, type InvoiceLine, LINE_KINDS } from "./invoice.ts";

export type ReaderTx = TeamTx | SystemTx;

const INVOICE = {
  teamId: true,
  id: true,
  number: true,
  kind: true,
  state: true,
  currency: true,
  periodStart: true,
  periodEnd: true,
  subtotalPico: true,
  subtotalMinor: true,
  creditMinor: true,
  taxMinor: true,
  totalMinor: true,
  paidMinor: true,
  creditedMinor: true,
  closedAt: true,
  dueAt: true,
  paidAt: true,
  voidedAt: true,
  billTo: true,
  provider: true,
} as const;

type Decimal = { toFixed(): string };
type InvoiceRow = Omit<Invoice, "kind" | "state" | "subtotalPico" | "billTo" | "provider"> & {
  kind: string;
  state: string;
  provider: string;
  subtotalPico: Decimal;
  billTo: unknown;
};

const billToSchema = z.object({ name: z.string(), handle: z.string() });
const stateSchema = z.enum(INVOICE_STATES);
const kindSchema = z.enum(INVOICE_KINDS);
const providerSchema = z.enum(["none", "stripe"]);
const lineKindSchema = z.enum(LINE_KINDS);
const unitSchema = z.enum(UNITS);
const outcomeSchema = z.enum(OUTCOMES);

/** Closed ones, newest period first. */
export async function findInvoices(tx: ReaderTx, teamId: string, limit: number): Promise<Invoice[]> {
  const rows = await tx.invoice.findMany({
    where: { teamId, state: { not: "draft" } },
    select: INVOICE,
    orderBy: [{ periodStart: "desc" }, { id: "desc" }],
    take: limit,
  });
  return rows.map(toInvoice);
}

/** Of all teams, what is owed, oldest first. */
export async function findOwed(tx: SystemTx, limit: number): Promise<Invoice[]> {
  const rows = await tx.invoice.findMany({
    where: { state: { in: ["open", "uncollectible"] } },
    select: INVOICE,
    orderBy: [{ closedAt: "asc" }, { id: "asc" }],
    take: limit,
  });
  return rows.map(toInvoice);
}

/** Of all teams, those of which nothing is owed any more, newest first. */
export async function findSettled(tx: SystemTx, limit: number): Promise<Invoice[]> {
  const rows = await tx.invoice.findMany({
    where: { state: { in: ["paid", "void"] } },
    select: INVOICE,
    orderBy: [{ closedAt: "desc" }, { id: "desc" }],
    take: limit,
  });
  return rows.map(toInvoice);
}

/** A closed one; null: there is none. */
export async function findInvoice(tx: ReaderTx, teamId: string, id: string): Promise<Invoice | null> {
  const row = await tx.invoice.findUnique({ where: { teamId_id: { teamId, id } }, select: INVOICE });
  return row === null || row.state === "draft" ? null : toInvoice(row);
}

/** A closed one, held until the transaction ends; null: there is none. */
export async function lockInvoice(tx: SystemTx, teamId: string, id: string): Promise<Invoice | null> {
  await tx.$executeRaw`SELECT 1 FROM invoices WHERE team_id = ${teamId}::uuid AND id = ${id}::uuid FOR UPDATE`;
  return findInvoice(tx, teamId, id);
}

type InvoiceChange = Partial<Pick<Invoice, "state" | "paidMinor" | "creditedMinor" | "paidAt" | "voidedAt">>;

export async function saveInvoice(
  tx: SystemTx,
  { teamId, id }: Invoice,
  change: InvoiceChange,
): Promise<void> {
  await tx.invoice.updateMany({ where: { teamId, id }, data: change });
}

export async function findLines(tx: ReaderTx, teamId: string, invoiceId: string): Promise<InvoiceLine[]> {
  const rows = await tx.invoiceLine.findMany({
    where: { teamId, invoiceId },
    select: {
      position: true,
      kind: true,
      description: true,
      modelName: true,
      deploymentId: true,
      priceVersionId: true,
      unit: true,
      quantity: true,
      unitPricePico: true,
      amountPico: true,
      amountMinor: true,
      startsAt: true,
      endsAt: true,
    },
    orderBy: { position: "asc" },
  });
  return rows.map(({ kind, unit, quantity, unitPricePico, amountPico, ...row }) => ({
    ...row,
    kind: lineKindSchema.parse(kind),
    unit: unit === null ? null : unitSchema.parse(unit),
    quantity: BigInt(quantity.toFixed()),
    unitPricePico: unitPricePico && BigInt(unitPricePico.toFixed()),
    amountPico: BigInt(amountPico.toFixed()),
  }));
}

export async function findCreditNotes(
  tx: ReaderTx,
  teamId: string,
  invoiceId: string,
): Promise<CreditNote[]> {
  const rows = await tx.creditNote.findMany({
    where: { teamId, invoiceId },
    select: CREDIT_NOTE,
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return rows.map(toCreditNote);
}

const CREDIT_NOTE = {
  id: true,
  number: true,
  invoiceId: true,
  amountMinor: true,
  currency: true,
  reason: true,
  outcome: true,
  createdAt: true,
} as const;

export async function findCreditNoteOf(
  tx: SystemTx,
  teamId: string,
  operationId: string,
): Promise<CreditNote | null> {
  const where = { teamId_operationId: { teamId, operationId } };
  const row = await tx.creditNote.findUnique({ where, select: CREDIT_NOTE });
  return row && toCreditNote(row);
}

type NewCreditNote = CreditNote & { teamId: string; operationId: string; createdBy: string | null };

export async function insertCreditNote(tx: SystemTx, note: NewCreditNote): Promise<void> {
  await tx.creditNote.createMany({ data: [note] });
}

export type Payment = {
  teamId: string;
  id: string;
  kind: "invoice" | "refund";
  invoiceId: string;
  amountMinor: bigint;
  currency: string;
  /** How, in words of whoever says so. */
  note: string;
  operationId: string;
  createdBy: string | null;
  createdAt: Date;
};

/** Money that came or went outside of Millrace. */
export async function insertPayment(tx: SystemTx, payment: Payment): Promise<void> {
  const { createdAt } = payment;
  await tx.payment.createMany({
    data: [{ ...payment, provider: "none", state: "succeeded", updatedAt: createdAt }],
  });
}

/** The next number of a series; taken only if the transaction succeeds, so that there are no gaps. */
export async function takeNumber(tx: SystemTx, series: "invoice" | "credit_note"): Promise<number> {
  const [row] = await tx.$queryRaw<{ number: number }[]>`
    INSERT INTO number_series (name, next) VALUES (${series}, 2)
    ON CONFLICT (name) DO UPDATE SET next = number_series.next + 1
    RETURNING next - 1 AS number`;
  if (row === undefined) throw new Error("a series has a next number");
  return row.number;
}

function toInvoice({ kind, state, subtotalPico, billTo, provider, ...row }: InvoiceRow): Invoice {
  return {
    ...row,
    kind: kindSchema.parse(kind),
    provider: providerSchema.parse(provider),
    state: stateSchema.parse(state),
    subtotalPico: BigInt(subtotalPico.toFixed()),
    billTo: billToSchema.parse(billTo),
  };
}

function toCreditNote({ outcome, ...row }: Omit<CreditNote, "outcome"> & { outcome: string }): CreditNote {
  return { ...row, outcome: outcomeSchema.parse(outcome) };
}
