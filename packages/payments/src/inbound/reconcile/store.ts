import type { SystemTx } from "@millrace/db";

/** Of these customers of the provider, ours, with their teams. */
export async function findTeams(
  tx: SystemTx,
  customerIds: readonly (string | null)[],
): Promise<Map<string, string>> {
  const rows = await tx.paymentCustomer.findMany({
    where: { providerId: { in: customerIds.filter((id) => id !== null) } },
    select: { providerId: true, teamId: true },
  });
  return new Map(rows.map(({ providerId, teamId }) => [providerId, teamId]));
}

export type SubscriptionRow = {
  providerId: string | null;
  state: string;
  planName: string;
  nextPlanName: string | null;
  cancelAt: Date | null;
  currentPeriodEnd: Date;
};

export async function findSubscriptionRows(
  tx: SystemTx,
  ids: readonly string[],
): Promise<Map<string | null, SubscriptionRow>> {
  const rows = await tx.subscription.findMany({
    where: { providerId: { in: [...ids] } },
    select: {
      providerId: true,
      state: true,
      planName: true,
      nextPlanName: true,
      cancelAt: true,
      currentPeriodEnd: true,
    },
  });
  return new Map(rows.map((row) => [row.providerId, row]));
}

export async function findInvoiceStates(tx: SystemTx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.invoice.findMany({
    where: { providerId: { in: [...ids] } },
    select: { providerId: true, state: true },
  });
  return new Map(rows.flatMap(({ providerId, state }) => (providerId === null ? [] : [[providerId, state]])));
}

export async function findPaymentStates(tx: SystemTx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.payment.findMany({
    where: { providerId: { in: [...ids] } },
    select: { providerId: true, state: true },
  });
  return new Map(rows.flatMap(({ providerId, state }) => (providerId === null ? [] : [[providerId, state]])));
}

/** Ours that are not over, by their names at the provider. */
export async function findOpen(
  tx: SystemTx,
  limit: number,
): Promise<{ subscriptions: string[]; invoices: string[]; payments: string[] }> {
  const found = { select: { providerId: true }, take: limit } as const;
  const at = { provider: "stripe", providerId: { not: null } } as const;
  const subscriptions = await tx.subscription.findMany({ where: { ...at, endedAt: null }, ...found });
  const invoices = await tx.invoice.findMany({ where: { ...at, state: "open" }, ...found });
  const payments = await tx.payment.findMany({ where: { ...at, state: "disputed" }, ...found });
  const names = (rows: { providerId: string | null }[]) => rows.flatMap(({ providerId }) => providerId ?? []);
  return {
    subscriptions: names(subscriptions),
    invoices: names(invoices),
    payments: names(payments),
  };
}
