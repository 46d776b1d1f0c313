import { recordAudit } from "@millrace/audit";
import type { SystemContext, SystemTx } from "@millrace/db";
import { type Clock, systemActor } from "@millrace/kernel";
import { noSuchPayment } from "../faults.ts";
import { debtOf, movement, owedOf, takeBack } from "../rules/payment-movements.ts";
import { formatMinor, minorToPico } from "../rules/round.ts";
import { book, useUp } from "./book.ts";
import type { Dispute, Payment } from "./payment.ts";
import {
  freezeGrant,
  hasBooked,
  lockBilled,
  lockGrant,
  lockPayment,
  saveBilled,
  savePayment,
  sumNotedAsOwed,
} from "./store.ts";

type Case = { dispute: Dispute; payment: Payment };

/**
 * What a payer's bank does with a payment, as it is now and whatever was told before. Open: the money is gone, the invoice is
 * open again, or the credit is frozen. Won: as it was before. Lost: the debt is given up; of credit what is left is taken back.
 * True: something changed. Fault `not_found` `billing.no_such_payment`.
 */
export async function recordDispute(
  tx: SystemTx,
  dispute: Dispute,
  { clock }: Pick<SystemContext, "clock">,
): Promise<boolean> {
  const { teamId, providerId, paymentId, state } = dispute;
  const payment = await lockPayment(tx, teamId, paymentId);
  if (payment === null) throw noSuchPayment();
  const isOpened = await hasBooked(tx, teamId, `dispute:${providerId}:open`);
  const isEnded = await hasBooked(tx, teamId, `dispute:${providerId}:end`);
  if (isEnded || (state === "won" && !isOpened) || (state === "open" && isOpened)) return false;
  if (!isOpened) await open(tx, { dispute, payment });
  if (state !== "open") await end(tx, { dispute, payment });
  await record(tx, { dispute, payment }, clock);
  return true;
}

async function open(tx: SystemTx, { dispute, payment }: Case): Promise<void> {
  const { teamId, providerId, amountMinor, at } = dispute;
  const { currency, invoiceId, grantId } = payment;
  const amountPico = minorToPico(amountMinor, currency);
  const made = { teamId, at, currency, operation: `dispute:${providerId}:open`, invoiceId };
  await savePayment(tx, payment, { state: "disputed", now: at });
  if (payment.kind === "invoice" && grantId === null) {
    const invoice = await lockPaid(tx, payment);
    await saveBilled(tx, invoice, {
      state: "open",
      paidAt: null,
      paidMinor: invoice.totalMinor - invoice.creditedMinor - owedOf(invoice) - amountMinor,
    });
    return book(tx, movement("dispute", ["due", "cash"], amountPico), made);
  }
  if (grantId !== null) await freezeGrant(tx, { teamId, id: grantId, at });
  return book(tx, movement("dispute", ["disputed", "cash"], amountPico), made);
}

async function end(tx: SystemTx, { dispute, payment }: Case): Promise<void> {
  const { at, state } = dispute;
  const isWon = state === "won";
  await savePayment(tx, payment, { state: isWon ? "succeeded" : "lost", now: at });
  if (payment.kind === "invoice" && payment.grantId === null) return endOfInvoice(tx, { dispute, payment });
  return endOfCredit(tx, { dispute, payment });
}

async function endOfInvoice(tx: SystemTx, { dispute, payment }: Case): Promise<void> {
  const { teamId, providerId, amountMinor, at, state } = dispute;
  const { currency, invoiceId } = payment;
  const invoice = await lockPaid(tx, payment);
  const amountPico = minorToPico(amountMinor, currency);
  const made = { teamId, at, currency, operation: `dispute:${providerId}:end`, invoiceId };
  if (state === "won") {
    const isOver = owedOf(invoice) === amountMinor;
    const paidMinor = isOver
      ? invoice.totalMinor - (await sumNotedAsOwed(tx, invoice))
      : invoice.paidMinor + amountMinor;
    await saveBilled(tx, invoice, { paidMinor, ...(isOver && { state: "paid" as const, paidAt: at }) });
    return book(tx, movement("dispute", ["cash", debtOf(invoice)], amountPico), made);
  }
  const owedPico = minorToPico(owedOf(invoice), currency);
  await saveBilled(tx, invoice, { state: "uncollectible" });
  return book(tx, movement("dispute", ["bad_debt", debtOf(invoice)], owedPico), made);
}

async function endOfCredit(tx: SystemTx, { dispute, payment }: Case): Promise<void> {
  const { teamId, providerId, amountMinor, at, state } = dispute;
  const { currency, grantId } = payment;
  const amountPico = minorToPico(amountMinor, currency);
  const made = { teamId, at, currency, operation: `dispute:${providerId}:end`, grantId };
  if (grantId !== null) await freezeGrant(tx, { teamId, id: grantId, at: null });
  if (state === "won") return book(tx, movement("dispute", ["cash", "disputed"], amountPico), made);
  const leftPico = grantId === null ? 0n : (await lockGrant(tx, teamId, grantId)).leftPico;
  const { unusedPico, usedPico } = takeBack(amountPico, leftPico);
  if (grantId !== null) await useUp(tx, { teamId, grantId, amountPico: unusedPico });
  return book(
    tx,
    [
      ...movement("dispute", ["credit", "disputed"], unusedPico),
      ...movement("dispute", ["bad_debt", "disputed"], usedPico),
    ],
    made,
  );
}

async function lockPaid(tx: SystemTx, { teamId, invoiceId }: Payment) {
  const invoice = invoiceId === null ? null : await lockBilled(tx, { teamId, id: invoiceId });
  if (invoice === null) throw noSuchPayment();
  return invoice;
}

async function record(tx: SystemTx, { dispute, payment }: Case, clock: Clock): Promise<void> {
  const { teamId, providerId, amountMinor, state } = dispute;
  const { currency } = payment;
  await recordAudit(
    tx,
    { clock, actor: systemActor(teamId) },
    {
      verb: "payment.dispute",
      subjectType: "payment",
      subjectId: payment.id,
      after: { amount: formatMinor(amountMinor, currency), currency, name: providerId, state },
    },
  );
}
