import { recordAudit } from "@millrace/audit";
import type { SystemContext, SystemTx } from "@millrace/db";
import { newId, systemActor } from "@millrace/kernel";
import { addGrant } from "../credits/book-grant.ts";
import { lockCurrency } from "../credits/store.ts";
import { noSuchInvoice, noSuchTeam, otherCurrency } from "../faults.ts";
import { debtOf, movement, owedOf, shareOf } from "../rules/payment-movements.ts";
import { formatMinor, minorToPico } from "../rules/round.ts";
import { book } from "./book.ts";
import type { ReceivedPayment } from "./payment.ts";
import { insertPayment, lockBilled, lockPayment, saveBilled, savePayment } from "./store.ts";

/** Whose time the team's log goes by. */
type By = Pick<SystemContext, "clock">;

/**
 * Money that came, once, whoever tells of it and however often. An invoice of which nothing is owed any more is paid; what nobody
 * owed becomes credit. Credit that was bought is a grant, once. True: it is new. Fault `not_found` `billing.no_such_team`,
 * `billing.no_such_invoice`, `conflict` `billing.other_currency`.
 */
export async function recordPayment(
  tx: SystemTx,
  received: ReceivedPayment,
  { clock }: By,
): Promise<boolean> {
  const { teamId, provider, providerId, amountMinor, currency, paidFor, at, note = null } = received;
  const known = await lockCurrency(tx, teamId);
  if (known === null) throw noSuchTeam();
  if (known !== currency) throw otherCurrency(known, currency);
  const id = newId();
  const isNew = await insertPayment(tx, {
    ...{ teamId, id, kind: paidFor.kind, provider, providerId, amountMinor, currency, note },
    ...{ invoiceId: paidFor.kind === "invoice" ? paidFor.invoiceId : null, grantId: null },
    ...{ state: "succeeded", operationId: `payment:${providerId}`, createdAt: at },
  });
  if (!isNew) return false;
  if (paidFor.kind === "invoice") await payInvoice(tx, received, paidFor.invoiceId);
  else await buyCredit(tx, received, paidFor);
  const after = {
    kind: paidFor.kind,
    amount: formatMinor(amountMinor, currency),
    currency,
    name: providerId,
  };
  await recordAudit(
    tx,
    { clock, actor: systemActor(teamId) },
    { verb: "payment.receive", subjectType: "payment", subjectId: id, after },
  );
  return true;
}

type Bought = { name: string; amountMinor: bigint };

async function payInvoice(tx: SystemTx, received: ReceivedPayment, invoiceId: string): Promise<void> {
  const { teamId, providerId, amountMinor, currency, at } = received;
  const invoice = await lockBilled(tx, { teamId, id: invoiceId });
  if (invoice === null) throw noSuchInvoice();
  const owedMinor = owedOf(invoice);
  const { appliedMinor, restMinor } = shareOf(amountMinor, owedMinor);
  const operation = `payment:${providerId}:paid`;
  const applied = movement("payment", ["cash", debtOf(invoice)], minorToPico(appliedMinor, currency));
  // What a provider collects beyond an invoice is what it had carried from earlier ones.
  const carries = invoice.provider !== "none" && owedMinor > 0n;
  const carried = carries ? movement("balance", ["cash", "balance"], minorToPico(restMinor, currency)) : [];
  await book(tx, [...applied, ...carried], { teamId, at, currency, operation, invoiceId });
  if (appliedMinor > 0n) {
    const isOver = appliedMinor === owedMinor;
    await saveBilled(tx, invoice, {
      paidMinor: invoice.paidMinor + appliedMinor,
      ...(isOver && { state: "paid" as const, paidAt: at }),
    });
  }
  if (restMinor > 0n && !carries) {
    const name = invoice.number ?? "";
    await addCredit(tx, received, { name, amountMinor: restMinor });
  }
}

async function buyCredit(
  tx: SystemTx,
  received: ReceivedPayment,
  { name, taxMinor = 0n }: { name: string; taxMinor?: bigint },
): Promise<void> {
  const { teamId, providerId, amountMinor, currency, at } = received;
  await book(tx, movement("tax", ["cash", "tax"], minorToPico(taxMinor, currency)), {
    ...{ teamId, at, currency, operation: `payment:${providerId}:tax` },
  });
  if (amountMinor > taxMinor) await addCredit(tx, received, { name, amountMinor: amountMinor - taxMinor });
}

async function addCredit(
  tx: SystemTx,
  { teamId, providerId, currency, at }: ReceivedPayment,
  { name, amountMinor }: Bought,
): Promise<void> {
  const amountPico = minorToPico(amountMinor, currency);
  const { grant } = await addGrant(tx, {
    ...{ teamId, kind: "paid", name, priority: 50, currency, amountPico, effectiveAt: at, expiresAt: null },
    ...{ operationId: `payment:${providerId}`, createdBy: null, createdAt: at },
  });
  await book(tx, movement("grant", ["cash", "credit"], amountPico), {
    ...{ teamId, at, currency, operation: `payment:${providerId}:credit`, grantId: grant.id },
  });
  const payment = await lockPayment(tx, teamId, providerId);
  if (payment !== null) await savePayment(tx, payment, { grantId: grant.id, now: at });
}
