import { recordAudit } from "@millrace/audit";
import type { SystemContext, SystemTx } from "@millrace/db";
import { type Clock, systemActor } from "@millrace/kernel";
import { noSuchInvoice } from "../faults.ts";
import { returnMovements } from "../rules/invoice-movements.ts";
import { debtOf, movement, owedOf } from "../rules/payment-movements.ts";
import { minorToPico } from "../rules/round.ts";
import { taxIn } from "../rules/tax.ts";
import { book } from "./book.ts";
import { recordPayment } from "./record-payment.ts";
import { type Billed, isTakenBack, lockBilled, saveBilled } from "./store.ts";

/** An invoice as whoever collects it has it now. */
export type Settlement = {
  readonly teamId: string;
  /** Of the invoice, at the provider. */
  readonly providerId: string;
  readonly state: "open" | "paid" | "void" | "uncollectible";
  /** What it was paid with so far, in minor units. */
  readonly payments: readonly { providerId: string; amountMinor: bigint; at: Date; note?: string }[];
  /** When it came into this state. */
  readonly at: Date;
};

/**
 * Makes our invoice what the provider's is: its payments, each once, and its state. What a paid invoice leaves is what the
 * provider carries to the next one. Fault `not_found` `billing.no_such_invoice`: we have none, or it is a draft yet.
 */
export async function settleInvoice(
  tx: SystemTx,
  settlement: Settlement,
  by: Pick<SystemContext, "clock">,
): Promise<void> {
  const { teamId, providerId, state, payments } = settlement;
  const found = await lockBilled(tx, { teamId, providerId });
  if (found === null) throw noSuchInvoice();
  const { id: invoiceId, currency } = found;
  for (const { note, ...payment } of payments) {
    const paidFor = { kind: "invoice", invoiceId } as const;
    await recordPayment(
      tx,
      {
        teamId,
        provider: "stripe",
        currency,
        paidFor,
        ...payment,
        ...(note && { note }),
      },
      by,
    );
  }
  const invoice = await lockBilled(tx, { teamId, id: invoiceId });
  if (invoice === null || (invoice.state !== "open" && invoice.state !== "uncollectible")) return;
  switch (state) {
    case "open":
      return;
    case "paid":
      // Of one that a bank took back the provider says paid for ever.
      if (!(await isTakenBack(tx, invoice))) await carryRest(tx, invoice, settlement);
      return;
    case "void":
      return voidRest(tx, invoice, { ...settlement, ...by });
    case "uncollectible":
      return giveUp(tx, invoice, { ...settlement, ...by });
  }
}

async function carryRest(tx: SystemTx, invoice: Billed, { providerId, at }: Settlement): Promise<void> {
  const { teamId, id: invoiceId, currency, totalMinor, creditedMinor } = invoice;
  const restPico = minorToPico(owedOf(invoice), currency);
  await book(tx, movement("balance", ["balance", debtOf(invoice)], restPico), {
    ...{ teamId, at, currency, operation: `settle:${providerId}:paid`, invoiceId },
  });
  await saveBilled(tx, invoice, { state: "paid", paidAt: at, paidMinor: totalMinor - creditedMinor });
}

type Ending = Settlement & { clock: Clock };

async function voidRest(tx: SystemTx, invoice: Billed, { providerId, at, clock }: Ending): Promise<void> {
  const { teamId, id: invoiceId, currency, taxMinor, creditedMinor, paidMinor } = invoice;
  const restMinor = taxMinor - taxIn(creditedMinor + paidMinor, invoice);
  const returned = { kind: "void", currency, to: debtOf(invoice), amountMinor: owedOf(invoice) } as const;
  await book(tx, returnMovements({ ...returned, taxMinor: restMinor }), {
    ...{ teamId, at, currency, operation: `settle:${providerId}:void`, invoiceId },
  });
  await saveBilled(tx, invoice, { state: "void", voidedAt: at });
  await record(tx, invoice, { verb: "invoice.void", state: "void", clock });
}

async function giveUp(tx: SystemTx, invoice: Billed, { providerId, at, clock }: Ending): Promise<void> {
  if (invoice.state === "uncollectible") return;
  const { teamId, id: invoiceId, currency } = invoice;
  await book(tx, movement("write_off", ["bad_debt", "due"], minorToPico(owedOf(invoice), currency)), {
    ...{ teamId, at, currency, operation: `settle:${providerId}:uncollectible`, invoiceId },
  });
  await saveBilled(tx, invoice, { state: "uncollectible" });
  await record(tx, invoice, { verb: "invoice.write_off", state: "uncollectible", clock });
}

type Recorded = { verb: "invoice.void" | "invoice.write_off"; state: string; clock: Clock };

async function record(tx: SystemTx, invoice: Billed, { verb, state, clock }: Recorded): Promise<void> {
  const { teamId, id, number } = invoice;
  await recordAudit(
    tx,
    { clock, actor: systemActor(teamId) },
    {
      verb,
      subjectType: "invoice",
      subjectId: id,
      before: { number, state: invoice.state },
      after: { number, state },
    },
  );
}
