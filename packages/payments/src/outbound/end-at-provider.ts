import { findSubscription, readNet } from "@millrace/billing";
import { periodOf } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { requireProvider } from "../faults.ts";
import { readingOf } from "../meter/reading.ts";
import type { PaymentContext, UsageReading } from "../provider.ts";
import { findCustomer } from "./store.ts";

/**
 * Before a team is deleted: whatever the provider would charge it for ends there at once, and what was used until now is charged.
 * Nothing happens where the provider does not know the team; twice is once. Whatever fault comes, something may still be charged,
 * and the team has to stay: those of `PaymentProvider`, `payments.no_provider`.
 */
export async function endAtProvider(ctx: PaymentContext): Promise<void> {
  const { actor, database, clock } = ctx;
  requirePermission(actor, "team.delete");
  const { teamId } = actor;
  const [customer, held] = await database.inSystem(async (tx) => [
    await findCustomer(tx, teamId),
    await findSubscription(tx, teamId),
  ]);
  const isKept = held?.provider === "stripe";
  if (customer === null || (ctx.provider === null && !isKept)) return;
  const provider = requireProvider(ctx.provider);
  const at = clock.now();
  const reading = isKept ? await lastReading(ctx, at) : null;
  await provider.endCustomer({ customerId: customer.providerId, reading, at });
}

async function lastReading({ database, actor }: PaymentContext, now: Date): Promise<UsageReading> {
  const { teamId } = actor;
  const period = periodOf(now);
  const valueMinor = readingOf(await readNet(database, { teamId, period }));
  return {
    identifier: `${teamId}:${period.start.toISOString().slice(0, 7)}:end:${valueMinor}`,
    valueMinor,
    at: now,
  };
}
