import type { PlanChanged } from "../plans/save-subscription.ts";
import type { Subscription } from "../plans/subscription.ts";

/** What a team's log says of a change of its plan; null: nothing that anybody asked for. */
export function subscriptionVerb(
  before: Subscription | null,
  after: Subscription,
): PlanChanged["verb"] | null {
  if (before === null) return "plan.choose";
  if (before.endedAt === null && after.endedAt !== null) return "plan.end";
  if (before.planName !== after.planName || before.nextPlanName !== after.nextPlanName) return "plan.change";
  if (before.cancelAt?.getTime() !== after.cancelAt?.getTime())
    return after.cancelAt === null ? "plan.resume" : "plan.cancel";
  return before.state === after.state ? null : "plan.update";
}
