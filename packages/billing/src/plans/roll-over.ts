import type { SystemContext, SystemTx } from "@millrace/db";
import { nextPeriod } from "../rules/next-period.ts";
import { giveIncluded } from "./give-included.ts";
import { saveSubscription } from "./save-subscription.ts";
import { findSubscription, lockPlan } from "./store.ts";
import type { Subscription } from "./subscription.ts";

/** Brings a team's plan to this moment: periods that are over, what takes effect at their end, and the credit that comes with it. */
export async function rollOver(
  tx: SystemTx,
  teamId: string,
  by: Pick<SystemContext, "clock">,
): Promise<Subscription | null> {
  await lockPlan(tx, teamId);
  const now = by.clock.now();
  let subscription = await findSubscription(tx, teamId);
  for (;;) {
    const next = subscription && nextPeriod(subscription, now);
    if (next === null) break;
    subscription = await saveSubscription(tx, next, by);
  }
  await giveIncluded(tx, teamId, now);
  return subscription?.endedAt === null ? subscription : null;
}
