import type { Context, SystemTx } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { loadPlans, type PlanVersion, planAt } from "@millrace/prices";
import { requirePermission } from "@millrace/teams";
import { findCurrency } from "../credits/store.ts";
import { rollOver } from "./roll-over.ts";
import { saveSubscription } from "./save-subscription.ts";
import type { Subscription } from "./subscription.ts";

type Decide = (tx: SystemTx, held: Subscription | null, now: Date) => Promise<Subscription>;

/**
 * Decides what a team's plan is from now on, where no provider keeps it; one person after the other. Fault `conflict`
 * `billing.provider_keeps_plan`.
 */
export async function changeOwnPlan(ctx: Context, decide: Decide): Promise<Subscription> {
  const { database, actor, clock } = ctx;
  requirePermission(actor, "billing.write");
  return database.inSystem(async (tx) => {
    const held = await rollOver(tx, actor.teamId, { clock });
    if (held !== null && held.provider !== "none") throw providerKeepsPlan();
    return saveSubscription(tx, await decide(tx, held, clock.now()), ctx);
  });
}

/** A plan that the team may take now. Fault `not_found` `billing.no_such_plan`. */
export async function offeredPlan(
  tx: SystemTx,
  { teamId, planName, at }: { teamId: string; planName: string; at: Date },
): Promise<PlanVersion> {
  const plan = await findPlan(tx, { teamId, planName, at });
  if (plan === null || !plan.isOffered) throw noSuchPlan();
  return plan;
}

/** A plan as it is at a moment, offered or not; null: it is not there yet. */
export async function findPlan(
  tx: SystemTx,
  { teamId, planName, at }: { teamId: string; planName: string; at: Date },
): Promise<PlanVersion | null> {
  const currency = await findCurrency(tx, teamId);
  return planAt(await loadPlans(tx), { planName, currency, at });
}

/** Fault `conflict` `billing.has_no_plan`. */
export function requirePlan(held: Subscription | null): Subscription {
  if (held !== null) return held;
  throw new Fault({
    kind: "conflict",
    code: "billing.has_no_plan",
    message: "This team has no plan. Choose one.",
  });
}

function noSuchPlan(): Fault {
  return new Fault({
    kind: "not_found",
    code: "billing.no_such_plan",
    message: "There is no such plan for this team.",
    param: "planName",
  });
}

function providerKeepsPlan(): Fault {
  return new Fault({
    kind: "conflict",
    code: "billing.provider_keeps_plan",
    message: "The payment provider keeps this team's plan, and changes it.",
  });
}
