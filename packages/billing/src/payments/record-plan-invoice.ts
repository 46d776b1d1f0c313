import { recordAudit } from "@millrace/audit";
import type { SystemContext, SystemTx } from "@millrace/db";
import { Fault, newId, systemActor } from "@millrace/kernel";
import { lockCurrency } from "../credits/store.ts";
import { noSuchTeam, otherCurrency } from "../faults.ts";
import type { PlanLine } from "../invoices/collector.ts";
import { takeNumber } from "../invoices/store.ts";
import { movement } from "../rules/payment-movements.ts";
import { formatMinor, minorToPico } from "../rules/round.ts";
import { book } from "./book.ts";
import { lockBilled } from "./store.ts";
import { insertPlanInvoice } from "./store-plan-invoice.ts";

/** What a provider charged for a plan between two months: with the first payment of a subscription, or for a change. */
export type PlanInvoice = {
  readonly teamId: string;
  readonly provider: "stripe";
  /** The same one twice is one invoice. */
  readonly providerId: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly lines: readonly PlanLine[];
  /** Usage that it bills: the invoice over its month bills so much less. */
  readonly usage: readonly PlanLine[];
  readonly taxes: readonly { readonly description: string; readonly amountMinor: bigint }[];
  readonly totalMinor: bigint;
  /** When it became final. */
  readonly at: Date;
};

/**
 * Writes the provider's invoice down as one of ours, which closes no period, once. One of nothing is not written. True: there
 * is one. Fault `internal` `billing.provider_differs`: its lines are not its total.
 */
export async function recordPlanInvoice(
  tx: SystemTx,
  billed: PlanInvoice,
  { clock }: Pick<SystemContext, "clock">,
): Promise<boolean> {
  const { teamId, provider, providerId, currency, lines, usage, taxes, totalMinor, at } = billed;
  const known = await lockCurrency(tx, teamId);
  if (known === null) throw noSuchTeam();
  if (known !== currency) throw otherCurrency(known, currency);
  if (await lockBilled(tx, { teamId, providerId })) return true;
  if ([...lines, ...usage].every(({ amountMinor }) => amountMinor === 0n) && totalMinor === 0n) return false;
  const [feeMinor, usageMinor] = [sum(lines), sum(usage)];
  const subtotalMinor = feeMinor + usageMinor;
  const taxMinor = sum(taxes);
  if (subtotalMinor + taxMinor !== totalMinor) throw differs(providerId);
  const id = newId();
  const number = `MR-${String(await takeNumber(tx, "invoice")).padStart(6, "0")}`;
  const totals = { subtotalMinor, taxMinor, totalMinor };
  const isNew = await insertPlanInvoice(tx, {
    ...{ teamId, id, number, currency, provider, providerId, at, ...totals, lines, usage, taxes },
  });
  if (!isNew) throw new Error("whoever writes an invoice holds the number's row");
  await book(
    tx,
    [
      ...movement("invoice", ["due", "revenue"], minorToPico(feeMinor, currency)),
      ...movement("invoice", ["due", "receivable"], minorToPico(usageMinor, currency)),
      ...movement("tax", ["due", "tax"], minorToPico(taxMinor, currency)),
    ],
    { teamId, at, currency, operation: `invoice:${id}`, invoiceId: id },
  );
  const after = {
    number,
    total: formatMinor(totalMinor, currency),
    currency,
    period: at.toISOString().slice(0, 7),
  };
  await recordAudit(
    tx,
    { clock, actor: systemActor(teamId) },
    { verb: "invoice.close", subjectType: "invoice", subjectId: id, after },
  );
  return true;
}

function sum(amounts: readonly { readonly amountMinor: bigint }[]): bigint {
  return amounts.reduce((total, { amountMinor }) => total + amountMinor, 0n);
}

function differs(providerId: string): Fault {
  return new Fault({
    kind: "internal",
    code: "billing.provider_differs",
    message: "An invoice of the payment provider is not what its lines come to.",
    internal: `invoice ${providerId}`,
  });
}
