import { recordAudit } from "@millrace/audit";
import type { SystemContext, SystemTx } from "@millrace/db";
import { type Clock, newId, systemActor } from "@millrace/kernel";
import { addGrant } from "../credits/book-grant.ts";
import { noSuchPayment } from "../faults.ts";
import { insertCreditNote, takeNumber } from "../invoices/store.ts";
import { returnMovements } from "../rules/invoice-movements.ts";
import { movement, takeBack } from "../rules/payment-movements.ts";
import { formatMinor, minorToPico, roundToMinor } from "../rules/round.ts";
import { taxIn } from "../rules/tax.ts";
import { book, useUp } from "./book.ts";
import type { Payment, ReturnedPayment } from "./payment.ts";
import {
  findAnnounced,
  type HeldGrant,
  insertPayment,
  lockBilled,
  lockGrant,
  lockPayment,
  saveBilled,
  savePayment,
} from "./store.ts";

type Refund = { returned: ReturnedPayment; payment: Payment; clock: Clock };

/**
 * Money that went back, once. Of bought credit what is left of it is taken back; what was used already is given away. Of an
 * invoice it is a credit note, unless an operator wrote one for it. A refund that fails after all becomes credit, since the money
 * is still the team's. True: it is new. Fault `not_found` `billing.no_such_payment`.
 */
export async function recordRefund(
  tx: SystemTx,
  returned: ReturnedPayment,
  { clock }: Pick<SystemContext, "clock">,
): Promise<boolean> {
  const { teamId, providerId, paymentId, state } = returned;
  const payment = await lockPayment(tx, teamId, paymentId);
  if (payment === null) throw noSuchPayment();
  const known = await lockPayment(tx, teamId, providerId);
  if (known !== null)
    return (
      known.state !== "failed" && state === "failed" && (await keep(tx, { returned, payment, clock }, known))
    );
  if (state === "failed") return false;
  await giveBack(tx, { returned, payment, clock });
  await savePayment(tx, payment, {
    refundedMinor: payment.refundedMinor + returned.amountMinor,
    now: returned.at,
  });
  await record(tx, { verb: "payment.refund" }, { returned, payment, clock });
  return true;
}

async function giveBack(tx: SystemTx, { returned, payment, clock }: Refund): Promise<void> {
  const { teamId, providerId, amountMinor, at } = returned;
  const { currency, invoiceId, grantId } = payment;
  if (invoiceId !== null) {
    const announced = await findAnnounced(tx, teamId, { invoiceId, amountMinor });
    if (announced !== null) return savePayment(tx, announced, { provider: "stripe", providerId, now: at });
  }
  const notedMinor = invoiceId === null ? 0n : await noteRefund(tx, returned, invoiceId);
  await takeCreditBack(tx, { returned, payment, clock }, amountMinor - notedMinor);
  await insertPayment(tx, {
    ...{ teamId, id: newId(), kind: "refund", provider: "stripe", providerId, invoiceId, grantId },
    ...{ amountMinor, currency, state: "succeeded", note: null },
    ...{ operationId: `refund:${providerId}`, createdAt: at },
  });
}

async function takeCreditBack(
  tx: SystemTx,
  { returned, payment }: Refund,
  amountMinor: bigint,
): Promise<void> {
  const { teamId, providerId, at } = returned;
  const { currency, grantId } = payment;
  const grant = grantId === null ? null : await lockGrant(tx, teamId, grantId);
  const before = payment.refundedMinor;
  const taxMinor =
    grant === null || payment.kind !== "credit"
      ? 0n
      : taxBought(payment, grant, before + amountMinor) - taxBought(payment, grant, before);
  const parts = takeBack(minorToPico(amountMinor - taxMinor, currency), grant?.leftPico ?? 0n);
  if (grantId !== null) await useUp(tx, { teamId, grantId, amountPico: parts.unusedPico });
  await book(
    tx,
    [
      ...movement("refund", ["credit", "cash"], parts.unusedPico),
      ...movement("refund", ["returned", "cash"], parts.usedPico),
      ...movement("tax", ["tax", "cash"], minorToPico(taxMinor, currency)),
    ],
    { teamId, at, currency, operation: `refund:${providerId}:credit`, grantId },
  );
}

/** How much of a part of what was paid for credit is tax. */
function taxBought({ amountMinor, currency }: Payment, { amountPico }: HeldGrant, partMinor: bigint): bigint {
  const taxMinor = amountMinor - roundToMinor(amountPico, currency);
  return taxIn(partMinor, { totalMinor: amountMinor, taxMinor, currency });
}

/** Of an invoice that is paid, as much as nobody took back yet. Returns how much that is. */
async function noteRefund(tx: SystemTx, returned: ReturnedPayment, invoiceId: string): Promise<bigint> {
  const { teamId, providerId, at } = returned;
  const invoice = await lockBilled(tx, { teamId, id: invoiceId });
  if (invoice === null) throw noSuchPayment();
  const { currency, creditedMinor, totalMinor, state } = invoice;
  const roomMinor = state === "paid" ? totalMinor - creditedMinor : 0n;
  const amountMinor = returned.amountMinor < roomMinor ? returned.amountMinor : roomMinor;
  if (amountMinor === 0n) return 0n;
  const taxMinor = taxIn(creditedMinor + amountMinor, invoice) - taxIn(creditedMinor, invoice);
  const number = `CN-${String(await takeNumber(tx, "credit_note")).padStart(6, "0")}`;
  await insertCreditNote(tx, {
    ...{ teamId, id: newId(), number, invoiceId, amountMinor, currency, reason: providerId },
    ...{ outcome: "refund", operationId: `refund:${providerId}`, createdBy: null, createdAt: at },
  });
  await saveBilled(tx, invoice, { creditedMinor: creditedMinor + amountMinor });
  await book(tx, returnMovements({ kind: "credit_note", currency, to: "cash", amountMinor, taxMinor }), {
    ...{ teamId, at, currency, operation: `refund:${providerId}:note`, invoiceId },
  });
  return amountMinor;
}

async function keep(tx: SystemTx, { returned, payment, clock }: Refund, refund: Payment): Promise<boolean> {
  const { teamId, providerId, at } = returned;
  const { currency, amountMinor } = refund;
  const amountPico = minorToPico(amountMinor, currency);
  const { grant } = await addGrant(tx, {
    ...{ teamId, kind: "paid", name: providerId, priority: 50, currency, amountPico, expiresAt: null },
    ...{ effectiveAt: at, operationId: `refund:${providerId}:failed`, createdBy: null, createdAt: at },
  });
  await book(tx, movement("grant", ["cash", "credit"], amountPico), {
    ...{ teamId, at, currency, operation: `refund:${providerId}:failed`, grantId: grant.id },
  });
  await savePayment(tx, refund, { state: "failed", now: at });
  await savePayment(tx, payment, { refundedMinor: payment.refundedMinor - amountMinor, now: at });
  await record(tx, { verb: "payment.refund_fail" }, { returned, payment, clock });
  return true;
}

type Told = {
  /** Of the team's log. */
  verb: "payment.refund" | "payment.refund_fail";
};

async function record(tx: SystemTx, { verb }: Told, { returned, payment, clock }: Refund): Promise<void> {
  const { teamId, providerId, amountMinor } = returned;
  const { currency } = payment;
  await recordAudit(
    tx,
    { clock, actor: systemActor(teamId) },
    {
      verb,
      subjectType: "payment",
      subjectId: payment.id,
      after: { amount: formatMinor(amountMinor, currency), currency, name: providerId },
    },
  );
}
