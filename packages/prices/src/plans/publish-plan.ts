import type { SystemContext, SystemTx } from "@millrace/db";
import { type Clock, newId, parseInput } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { requireOperator } from "@millrace/teams";
import { pastIsFixed } from "../faults.ts";
import { placePlan } from "./place-plan.ts";
import { type NewPlan, newPlanSchema, type PlanVersion } from "./plan-version.ts";
import { findPlans, insertPlan, lockPlan } from "./store.ts";

const HISTORY_MAX = 10_000;

/**
 * A new plan, or what one costs and includes from a moment on. Never changes what was, as `publishPrice`: Fault `conflict`
 * `prices.past_is_fixed`. The same version twice is one version. Fault `invalid` `prices.plan_invalid`.
 */
export async function publishPlan({ database, clock }: SystemContext, input: NewPlan): Promise<PlanVersion> {
  const next = parseInput(newPlanSchema, input, "prices.plan_invalid");
  return database.inSystem((tx) => addPlan(tx, next, { clock, createdBy: null }));
}

/** The same by an operator, whom the version names. Fault `not_found` for others. */
export async function publishPlanAs(
  { database, clock }: SystemContext,
  session: Session,
  input: NewPlan,
): Promise<PlanVersion> {
  const next = parseInput(newPlanSchema, input, "prices.plan_invalid");
  requireOperator(session);
  return database.inSystem((tx) => addPlan(tx, next, { clock, createdBy: session.person.id }));
}

async function addPlan(
  tx: SystemTx,
  next: NewPlan,
  { clock, createdBy }: { clock: Clock; createdBy: string | null },
): Promise<PlanVersion> {
  await lockPlan(tx, next);
  const { planName, currency } = next;
  const history = await findPlans(tx, { planName, currency }, HISTORY_MAX);
  const placing = placePlan(history, next, clock.now());
  if (placing.kind === "known") return placing.version;
  if (placing.kind === "too_late") throw pastIsFixed(placing.after);
  const version = { id: newId(), ...next };
  await insertPlan(tx, { ...version, createdAt: clock.now(), createdBy });
  return version;
}
