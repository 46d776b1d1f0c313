import type { SystemTx, TeamTx } from "@millrace/db";
import { z } from "zod";
import { INVOICE_STATES, type InvoiceState } from "../rules/invoice-state.ts";
import { PAYMENT_KINDS, PAYMENT_STATES, type Payment } from "./payment.ts";

/** An invoice, as far as money is concerned. Amounts in the currency's minor unit. */
export type Billed = {
  teamId: string;
  id: string;
  number: string | null;
  state: InvoiceState;
  currency: string;
  taxMinor: bigint;
  totalMinor: bigint;
  paidMinor: bigint;
  creditedMinor: bigint;
  provider: string;
};

const BILLED = {
  teamId: true,
  id: true,
  number: true,
  state: true,
  currency: true,
  taxMinor: true,
  totalMinor: true,
  paidMinor: true,
  creditedMinor: true,
  provider: true,
} as const;

const PAYMENT = {
  teamId: true,
  id: true,
  kind: true,
  provider: true,
  providerId: true,
  invoiceId: true,
  grantId: true,
  amountMinor: true,
  refundedMinor: true,
  currency: true,
  state: true,
  note: true,
  createdAt: true,
} as const;

const stateSchema = z.enum(INVOICE_STATES);
const paymentSchema = z.object({
  kind: z.enum(PAYMENT_KINDS),
  state: z.enum(PAYMENT_STATES),
  provider: z.enum(["none", "stripe"]),
});

export type Which = { teamId: string; id: string } | { teamId: string; providerId: string };

/** Held until the transaction ends; null: there is none, or it is a draft. */
export async function lockBilled(tx: SystemTx, which: Which): Promise<Billed | null> {
  const row = await tx.invoice.findFirst({
    where: { ...which, state: { not: "draft" } },
    select: { id: true },
  });
  if (row === null) return null;
  await tx.$executeRaw`
    SELECT 1 FROM invoices WHERE team_id = ${which.teamId}::uuid AND id = ${row.id}::uuid FOR UPDATE`;
  const { state, ...billed } = await tx.invoice.findFirstOrThrow({
    where: { teamId: which.teamId, id: row.id },
    select: BILLED,
  });
  return { ...billed, state: stateSchema.parse(state) };
}

type BilledChange = Partial<Pick<Billed, "state" | "paidMinor" | "creditedMinor">> & {
  paidAt?: Date | null;
  voidedAt?: Date;
};

export async function saveBilled(tx: SystemTx, { teamId, id }: Billed, change: BilledChange): Promise<void> {
  await tx.invoice.updateMany({ where: { teamId, id }, data: change });
}

/** What credit notes took off what was owed. */
export async function sumNotedAsOwed(tx: SystemTx, { teamId, id }: Billed): Promise<bigint> {
  const { _sum } = await tx.creditNote.aggregate({
    where: { teamId, invoiceId: id, outcome: "owed" },
    _sum: { amountMinor: true },
  });
  return _sum.amountMinor ?? 0n;
}

/** Whether a payment that was for an invoice is with a bank, which has not decided or decided against us. */
export async function isTakenBack(tx: SystemTx, { teamId, id }: Billed): Promise<boolean> {
  const row = await tx.payment.findFirst({
    where: { teamId, invoiceId: id, kind: "invoice", state: { in: ["disputed", "lost"] } },
    select: { id: true },
  });
  return row !== null;
}

export type NewPayment = Omit<Payment, "refundedMinor"> & { operationId: string };

/** False: the same operation has made one already. */
export async function insertPayment(tx: SystemTx, payment: NewPayment): Promise<boolean> {
  const { createdAt } = payment;
  const { count } = await tx.payment.createMany({
    data: [{ ...payment, updatedAt: createdAt }],
    skipDuplicates: true,
  });
  return count === 1;
}

/** A payment by its name at the provider, held until the transaction ends; null: there is none. */
export async function lockPayment(tx: SystemTx, teamId: string, providerId: string): Promise<Payment | null> {
  await tx.$executeRaw`
    SELECT 1 FROM payments WHERE team_id = ${teamId}::uuid AND provider_id = ${providerId} FOR UPDATE`;
  const row = await tx.payment.findFirst({ where: { teamId, providerId }, select: PAYMENT });
  return row && toPayment(row);
}

type PaymentChange = Partial<
  Pick<Payment, "state" | "refundedMinor" | "providerId" | "provider" | "grantId">
>;

export async function savePayment(
  tx: SystemTx,
  { teamId, id }: Payment,
  { now, ...change }: PaymentChange & { now: Date },
): Promise<void> {
  await tx.payment.updateMany({ where: { teamId, id }, data: { ...change, updatedAt: now } });
}

/** What an operator's credit note gave back of an invoice, and nobody has yet seen at the provider. */
export async function findAnnounced(
  tx: SystemTx,
  teamId: string,
  refund: { invoiceId: string; amountMinor: bigint },
): Promise<Payment | null> {
  const row = await tx.payment.findFirst({
    where: { teamId, ...refund, kind: "refund", provider: "none" },
    select: PAYMENT,
    orderBy: { createdAt: "asc" },
  });
  return row && toPayment(row);
}

/** Newest first. */
export async function findPayments(tx: TeamTx | SystemTx, teamId: string, limit: number): Promise<Payment[]> {
  const rows = await tx.payment.findMany({
    where: { teamId },
    select: PAYMENT,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
  });
  return rows.map(toPayment);
}

/** Whether the ledger holds entries of an operation, or of a part of one. */
export async function hasBooked(tx: SystemTx, teamId: string, operation: string): Promise<boolean> {
  const row = await tx.ledgerEntry.findFirst({
    where: { teamId, operationId: { startsWith: `${operation}:` } },
    select: { id: true },
  });
  return row !== null;
}

export type HeldGrant = { id: string; amountPico: bigint; leftPico: bigint };

/** Credit, held until the transaction ends. */
export async function lockGrant(tx: SystemTx, teamId: string, id: string): Promise<HeldGrant> {
  const [row] = await tx.$queryRaw<{ amount: string; left: string }[]>`
    SELECT amount_pico::text AS amount, (amount_pico - used_pico)::text AS left FROM credit_grants
    WHERE team_id = ${teamId}::uuid AND id = ${id}::uuid FOR UPDATE`;
  if (row === undefined) throw new Error("what a payment bought is there");
  return { id, amountPico: BigInt(row.amount), leftPico: BigInt(row.left) };
}

/** Credit that is frozen is used by nobody. */
export async function freezeGrant(
  tx: SystemTx,
  { teamId, id, at }: { teamId: string; id: string; at: Date | null },
): Promise<void> {
  await tx.creditGrant.updateMany({ where: { teamId, id }, data: { voidedAt: at } });
}

type PaymentRow = Omit<Payment, "kind" | "state" | "provider"> & {
  kind: string;
  state: string;
  provider: string;
};

function toPayment(row: PaymentRow): Payment {
  return { ...row, ...paymentSchema.parse(row) };
}
