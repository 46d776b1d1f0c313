import type { Context } from "@millrace/db";
import { changeOwnPlan, requirePlan } from "./change-own-plan.ts";
import type { Subscription } from "./subscription.ts";

/** A plan that was to end goes on, where no provider keeps it. Fault `conflict` `billing.has_no_plan`. */
export async function resumePlan(ctx: Context): Promise<Subscription> {
  return changeOwnPlan(ctx, async (_tx, found) => ({ ...requirePlan(found), cancelAt: null }));
}
