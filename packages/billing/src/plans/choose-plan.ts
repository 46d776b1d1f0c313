import type { Context } from "@millrace/db";
import { newId, parseInput, periodOf } from "@millrace/kernel";
import { z } from "zod";
import { changeOwnPlan, offeredPlan } from "./change-own-plan.ts";
import { hasPlan } from "./save-subscription.ts";
import type { Subscription } from "./subscription.ts";

export const planSchema = z.object({ planName: z.string().min(1).max(100) });

/**
 * A plan for a team that has none, from now on, where no provider keeps it. The same one again changes nothing. Faults `not_found`
 * `billing.no_such_plan`, `conflict` `billing.has_plan`.
 */
export async function choosePlan(ctx: Context, input: z.input<typeof planSchema>): Promise<Subscription> {
  const { planName } = parseInput(planSchema, input, "billing.plan_invalid");
  const { teamId } = ctx.actor;
  return changeOwnPlan(ctx, async (tx, held, now) => {
    if (held !== null && held.planName !== planName) throw hasPlan();
    if (held !== null) return held;
    await offeredPlan(tx, { teamId, planName, at: now });
    return {
      ...{ teamId, id: newId(), state: "active", planName, nextPlanName: null, cancelAt: null },
      ...{ pastDueSince: null, provider: "none", providerId: null, startedAt: now, endedAt: null },
      ...{ currentPeriodStart: now, currentPeriodEnd: periodOf(now).end },
    };
  });
}
