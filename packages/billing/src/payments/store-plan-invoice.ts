import type { SystemTx } from "@millrace/db";
import type { PlanLine } from "../invoices/collector.ts";
import { minorToPico } from "../rules/round.ts";

type NewPlanInvoice = {
  teamId: string;
  id: string;
  number: string;
  currency: string;
  provider: string;
  providerId: string;
  at: Date;
  subtotalMinor: bigint;
  taxMinor: bigint;
  totalMinor: bigint;
  lines: readonly PlanLine[];
  usage: readonly PlanLine[];
  taxes: readonly { readonly description: string; readonly amountMinor: bigint }[];
};

/** Open, or paid where nothing is owed. False: there is one of this name already. */
export async function insertPlanInvoice(
  tx: SystemTx,
  { at, lines, usage, taxes, ...invoice }: NewPlanInvoice,
): Promise<boolean> {
  const { teamId, id, currency } = invoice;
  const billTo = await tx.team.findUniqueOrThrow({
    where: { id: teamId },
    select: { name: true, handle: true },
  });
  const isOwed = invoice.totalMinor !== 0n;
  const { count } = await tx.invoice.createMany({
    data: [
      {
        ...invoice,
        ...periodOfLines([...lines, ...usage], at),
        kind: "plan",
        state: isOwed ? "open" : "paid",
        subtotalPico: minorToPico(invoice.subtotalMinor, currency).toString(),
        closedAt: at,
        dueAt: at,
        paidAt: isOwed ? null : at,
        sentAt: at,
        billTo,
        createdAt: at,
      },
    ],
    skipDuplicates: true,
  });
  if (count === 0) return false;
  const all = [
    ...lines.map((line) => ({ kind: "plan", ...line })),
    ...usage.map((line) => ({ kind: "carried", ...line })),
    ...taxes.map((tax) => ({ kind: "tax", ...tax, startsAt: null, endsAt: null })),
  ];
  await tx.invoiceLine.createMany({
    data: all.map((line, index) => ({
      ...line,
      ...{ teamId, invoiceId: id, position: index + 1, quantity: "1" },
      amountPico: minorToPico(line.amountMinor, currency).toString(),
    })),
  });
  return true;
}

/** From the first moment that a line is for to the last. */
function periodOfLines(lines: readonly PlanLine[], at: Date): { periodStart: Date; periodEnd: Date } {
  const starts = lines.map(({ startsAt }) => (startsAt ?? at).getTime());
  const ends = lines.map(({ endsAt }) => (endsAt ?? at).getTime());
  const start = Math.min(...starts, at.getTime());
  return { periodStart: new Date(start), periodEnd: new Date(Math.max(...ends, start + 1)) };
}
