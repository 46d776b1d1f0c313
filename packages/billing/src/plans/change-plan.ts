import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import type { z } from "zod";
import { planChange } from "../rules/plan-change.ts";
import { changeOwnPlan, findPlan, offeredPlan, requirePlan } from "./change-own-plan.ts";
import { planSchema } from "./choose-plan.ts";
import type { Subscription } from "./subscription.ts";

/**
 * Another plan, where no provider keeps it: a dearer one now, a cheaper one when the month ends. A plan that was to end goes
 * on. The same change again changes nothing; the plan that the team has means that it stays. Faults `not_found`
 * `billing.no_such_plan`, `conflict` `billing.has_no_plan`.
 */
export async function changePlan(ctx: Context, input: z.input<typeof planSchema>): Promise<Subscription> {
  const { planName } = parseInput(planSchema, input, "billing.plan_invalid");
  const { teamId } = ctx.actor;
  return changeOwnPlan(ctx, async (tx, found, now) => {
    const held = requirePlan(found);
    const going = { ...held, cancelAt: null, nextPlanName: null };
    if (planName === held.planName) return going;
    if (planName === held.nextPlanName) return { ...going, nextPlanName: planName };
    const to = await offeredPlan(tx, { teamId, planName, at: now });
    const from = await findPlan(tx, { teamId, planName: held.planName, at: now });
    const when = planChange(from ?? { feeMinor: 0n, minimumMinor: 0n }, to);
    return when === "now" ? { ...going, planName } : { ...going, nextPlanName: planName };
  });
}
