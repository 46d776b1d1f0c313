import type { Context, SystemContext } from "@millrace/db";
import type { Session } from "@millrace/people";
import { requireOperator, requirePermission } from "@millrace/teams";
import type { PriceTx } from "../store.ts";
import { planAt } from "./plan-at.ts";
import type { PlanVersion } from "./plan-version.ts";
import { findPlans, findTeamCurrency } from "./store.ts";

/** More versions than this would be a mistake in whatever publishes them. */
const LOADED_MAX = 10_000;
const LISTED_MAX = 1_000;

/**
 * Every plan as it is now in the team's currency, cheapest first; the team may take those that are offered, and has perhaps one
 * that is no longer. With `billing.read`.
 */
export async function listPlans({ database, actor, clock }: Context): Promise<PlanVersion[]> {
  requirePermission(actor, "billing.read");
  const versions = await database.inTeam(actor.teamId, async (tx) => {
    const currency = await findTeamCurrency(tx, actor.teamId);
    return findPlans(tx, { currency }, LOADED_MAX);
  });
  const at = clock.now();
  return [...Map.groupBy(versions, ({ planName }) => planName).values()]
    .flatMap((own) => (own[0] ? (planAt(own, { ...own[0], at }) ?? []) : []))
    .sort((left, right) => Number(left.feeMinor - right.feeMinor));
}

/** Every version of every plan, by plan, newest first, as the caller's transaction sees them. */
export async function loadPlans(tx: PriceTx): Promise<PlanVersion[]> {
  return findPlans(tx, {}, LOADED_MAX);
}

/** Every version of every plan, by plan, newest first. For operators; Fault `not_found` for others. */
export async function listAllPlans({ database }: SystemContext, session: Session): Promise<PlanVersion[]> {
  requireOperator(session);
  return database.inSystem((tx) => findPlans(tx, {}, LISTED_MAX));
}
