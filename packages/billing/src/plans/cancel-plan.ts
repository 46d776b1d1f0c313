import type { Context } from "@millrace/db";
import { changeOwnPlan, requirePlan } from "./change-own-plan.ts";
import type { Subscription } from "./subscription.ts";

/** The plan ends with the month, where no provider keeps it. Fault `conflict` `billing.has_no_plan`. */
export async function cancelPlan(ctx: Context): Promise<Subscription> {
  return changeOwnPlan(ctx, async (_tx, found) => {
    const held = requirePlan(found);
    return { ...held, nextPlanName: null, cancelAt: held.currentPeriodEnd };
  });
}
