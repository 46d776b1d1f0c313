import { isDeepStrictEqual } from "node:util";
import { recordAudit } from "@millrace/audit";
import type { SystemContext, SystemTx } from "@millrace/db";
import { type Actor, Fault, systemActor } from "@millrace/kernel";
import { phaseChange } from "../rules/phase-change.ts";
import { subscriptionVerb } from "../rules/subscription-verb.ts";
import { giveIncluded } from "./give-included.ts";
import {
  endPhase,
  findNewestPhase,
  findSame,
  insertPhase,
  insertSubscription,
  lockPlan,
  updateSubscription,
} from "./store.ts";
import type { Subscription, SubscriptionState } from "./subscription.ts";

export type PlanChanged = {
  /** Of the team's log. */
  verb: "plan.choose" | "plan.change" | "plan.cancel" | "plan.resume" | "plan.end" | "plan.update";
};

/** In which a subscription has ended, whether or not it says when. */
const OVER: ReadonlySet<SubscriptionState> = new Set(["canceled", "incomplete_expired"]);

/** Who says so: `actor` for the team's log; absent: the system. */
type By = Pick<SystemContext, "clock"> & { actor?: Actor };

/**
 * Makes a team's subscription what it is now, with its phases, the credit that comes with its plan and an entry of the team's log
 * where something changed. The same state again changes nothing; what has ended stays as it ended. One that the provider names
 * is known by that name, whatever its `id`. Returns it as it is stored. Fault `conflict` `billing.has_plan`: the team has another
 * one that has not ended.
 */
export async function saveSubscription(tx: SystemTx, wanted: Subscription, by: By): Promise<Subscription> {
  const { clock, actor = systemActor(wanted.teamId) } = by;
  const now = clock.now();
  await lockPlan(tx, wanted.teamId);
  const before = await findSame(tx, wanted);
  if (before !== null && before.endedAt !== null) return before;
  const after = {
    ...wanted,
    id: before?.id ?? wanted.id,
    pastDueSince: pastDueSince(wanted, before, now),
    endedAt: wanted.endedAt ?? (OVER.has(wanted.state) ? now : null),
  };
  if (before !== null) await updateSubscription(tx, after, now);
  else if (!(await insertSubscription(tx, after, now))) throw hasPlan();
  if (before !== null && isDeepStrictEqual(before, after)) return after;
  await savePhases(tx, { before, after, now });
  await giveIncluded(tx, after.teamId, now);
  const verb = subscriptionVerb(before, after);
  if (verb === null) return after;
  await recordAudit(
    tx,
    { clock, actor },
    {
      ...{ verb, subjectType: "plan", subjectId: after.id, after: recordOf(after) },
      ...(before === null ? {} : { before: recordOf(before) }),
    },
  );
  return after;
}

function pastDueSince(wanted: Subscription, before: Subscription | null, now: Date): Date | null {
  if (wanted.state !== "past_due") return wanted.pastDueSince;
  return wanted.pastDueSince ?? before?.pastDueSince ?? now;
}

type Saved = { before: Subscription | null; after: Subscription; now: Date };

async function savePhases(tx: SystemTx, { before, after, now }: Saved): Promise<void> {
  const newest = await findNewestPhase(tx, after);
  const open = newest?.endsAt === null ? newest : null;
  const periodStart = newest === null || before === null ? null : before.currentPeriodStart;
  const { endsAt, begins } = phaseChange(after, { open, periodStart }, now);
  if (open !== null && endsAt !== null) await endPhase(tx, after, { startsAt: open.startsAt, endsAt });
  if (begins !== null) await insertPhase(tx, after, begins);
}

function recordOf({ planName, nextPlanName, state, cancelAt }: Subscription) {
  return { plan: planName, nextPlan: nextPlanName, state, cancelAt: cancelAt?.toISOString() ?? null };
}

/** The team has a plan that has not ended. */
export function hasPlan(): Fault {
  return new Fault({
    kind: "conflict",
    code: "billing.has_plan",
    message: "This team has a plan already. Change that one.",
  });
}
