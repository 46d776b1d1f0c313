import type { SystemTx } from "@millrace/db";

type Owners = { bySubscription: string | null; byCustomer: string | null };

/** Whose a subscription and a customer of the provider are. */
export async function findOwners(
  tx: SystemTx,
  { subscriptionId, customerId }: { subscriptionId: string | null; customerId: string | null },
): Promise<Owners> {
  const [owners] = await tx.$queryRaw<Owners[]>`
    SELECT (SELECT team_id::text FROM subscriptions WHERE provider_id = ${subscriptionId}) AS "bySubscription",
      (SELECT team_id::text FROM payment_customers WHERE provider_id = ${customerId}) AS "byCustomer"`;
  return owners ?? { bySubscription: null, byCustomer: null };
}

export async function isTeam(tx: SystemTx, id: string): Promise<boolean> {
  return (await tx.team.findUnique({ where: { id }, select: { id: true } })) !== null;
}

/** Whether a team was here once, and was deleted. */
export async function isDeletedTeam(tx: SystemTx, id: string): Promise<boolean> {
  return (await tx.teamDeletion.findUnique({ where: { teamId: id }, select: { teamId: true } })) !== null;
}

/** Whether an event was done that told of a payment as made: it was written down then, or given back. */
export async function isPaymentDone(tx: SystemTx, intentId: string): Promise<boolean> {
  const where = { objectId: intentId, type: "payment_intent.succeeded", state: "done" };
  return (await tx.paymentEvent.findFirst({ where, select: { id: true } })) !== null;
}
export type KnownSubscription = { pastDueSince: Date | null; updatedAt: Date };

/** What is known of a subscription; null: nothing. */
export async function findKnown(
  tx: SystemTx,
  teamId: string,
  providerId: string,
): Promise<KnownSubscription | null> {
  return tx.subscription.findFirst({
    where: { teamId, providerId },
    select: { pastDueSince: true, updatedAt: true },
  });
}

export type CustomerRow = { cardLabel: string | null; updatedAt: Date };

/** Held until the transaction ends. */
export async function lockCustomer(tx: SystemTx, providerId: string): Promise<CustomerRow | null> {
  await tx.$executeRaw`SELECT 1 FROM payment_customers WHERE provider_id = ${providerId} FOR UPDATE`;
  return tx.paymentCustomer.findUnique({
    where: { providerId },
    select: { cardLabel: true, updatedAt: true },
  });
}

export async function saveCardLabel(
  tx: SystemTx,
  providerId: string,
  { cardLabel, updatedAt }: CustomerRow,
): Promise<void> {
  await tx.paymentCustomer.updateMany({ where: { providerId }, data: { cardLabel, updatedAt } });
}

/** How many readings were told by these identifiers. */
export async function noteReadingError(
  tx: SystemTx,
  identifiers: readonly string[],
  error: string,
): Promise<number> {
  const { count } = await tx.meterReading.updateMany({
    where: { identifier: { in: [...identifiers] } },
    data: { error },
  });
  return count;
}

/** Whether ours for one of the provider's is written; a draft is not. */
export async function hasInvoice(tx: SystemTx, teamId: string, providerId: string): Promise<boolean> {
  const row = await tx.invoice.findFirst({
    where: { teamId, providerId, state: { not: "draft" } },
    select: { id: true },
  });
  return row !== null;
}
