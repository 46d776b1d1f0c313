import type { Period } from "@millrace/kernel";
import type { ReaderTx } from "./store.ts";

/**
 * What was billed of a team's usage beyond what it was, on invoices before the one over a period; below zero: less. In minor units.
 * What a provider billed within the period, when a plan ended, counts.
 */
export async function sumCarried(
  tx: ReaderTx,
  { teamId, period }: { teamId: string; period: Period },
): Promise<bigint> {
  const { _sum } = await tx.invoiceLine.aggregate({
    where: {
      ...{ teamId, kind: "carried" },
      OR: [
        { invoice: { teamId, kind: "usage", periodStart: { lt: period.start } } },
        { invoice: { teamId, kind: "plan", periodStart: { lt: period.end } } },
      ],
    },
    _sum: { amountMinor: true },
  });
  return _sum.amountMinor ?? 0n;
}
