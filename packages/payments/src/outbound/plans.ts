import {
  cancelPlan as cancelOwnPlan,
  changePlan as changeOwnPlan,
  choosePlan as chooseOwnPlan,
  planChange,
  resumePlan as resumeOwnPlan,
  type Subscription,
} from "@millrace/billing";
import { parseInput } from "@millrace/kernel";
import { loadPlans, planAt } from "@millrace/prices";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import type { PaymentContext } from "../provider.ts";
import { changeSubscription, isKeptByProvider } from "./change-subscription.ts";
import { pageSchema } from "./page-input.ts";
import { requireOffered } from "./purchase.ts";
import { startCheckout } from "./start-checkout.ts";
import { findTeam } from "./store.ts";

const planSchema = z.object({ planName: z.string().min(1).max(100) });
const chooseSchema = planSchema.extend(pageSchema.shape);

/**
 * A plan for a team that has none. With a provider, where it is paid for; it begins when that is done. Null: there is no provider,
 * and it has begun. Faults as of `startCheckout`.
 */
export async function choosePlan(
  ctx: PaymentContext,
  input: z.input<typeof chooseSchema>,
): Promise<{ url: string | null }> {
  const { planName, ...page } = parseInput(chooseSchema, input, "payments.plan_invalid");
  requirePermission(ctx.actor, "billing.write");
  if (ctx.provider !== null) return startCheckout(ctx, { for: { kind: "plan", planName }, ...page });
  await chooseOwnPlan(ctx, { planName });
  return { url: null };
}

/**
 * Another plan: a dearer one now, with the rest of the month to be paid; a cheaper one when the month ends. A plan that was to end
 * goes on. The plan that the team has means that it stays. Faults `not_found` `billing.no_such_plan`, `conflict`
 * `billing.has_no_plan`, `payments.asked_at_once`, `unavailable` `payments.provider_away`.
 */
export async function changePlan(
  ctx: PaymentContext,
  input: z.input<typeof planSchema>,
): Promise<Subscription> {
  const { planName } = parseInput(planSchema, input, "payments.plan_invalid");
  if (!(await isKeptByProvider(ctx))) return changeOwnPlan(ctx, { planName });
  return changeSubscription(ctx, async (tx, held, at) => {
    if (planName === held.planName) return { kind: "resume" };
    const { currency } = await findTeam(tx, held.teamId);
    const plans = await loadPlans(tx);
    const plan = requireOffered(planAt(plans, { planName, currency, at }));
    const from = planAt(plans, { planName: held.planName, currency, at });
    const when = planChange(from ?? { feeMinor: 0n, minimumMinor: 0n }, plan);
    return { kind: "change", plan, when };
  });
}

/** The plan ends with the month. Faults as of `changePlan`. */
export async function cancelPlan(ctx: PaymentContext): Promise<Subscription> {
  if (!(await isKeptByProvider(ctx))) return cancelOwnPlan(ctx);
  return changeSubscription(ctx, async () => ({ kind: "cancel" }));
}

/** A plan that was to end, or to be followed by another, goes on. Faults as of `changePlan`. */
export async function resumePlan(ctx: PaymentContext): Promise<Subscription> {
  if (!(await isKeptByProvider(ctx))) return resumeOwnPlan(ctx);
  return changeSubscription(ctx, async () => ({ kind: "resume" }));
}
