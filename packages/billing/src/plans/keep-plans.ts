import type { SystemContext } from "@millrace/db";
import { rollOver } from "./roll-over.ts";
import { findDue } from "./store.ts";

/** What one round does at most; what is left waits for the next. */
const TEAMS_AT_ONCE = 500;

/** Teams whose plan could not be kept; the next round tries again. */
export type PlanRound = { failed: { teamId: string; error: unknown }[] };

/**
 * Where no provider keeps them: takes plans from one month (UTC) to the next, to the plan that was chosen for then, or to their
 * end. Of all: gives the credit that comes with the month. Rounds at once do not disturb each other.
 */
export async function keepPlans(ctx: SystemContext): Promise<PlanRound> {
  const { database, clock } = ctx;
  const now = clock.now();
  const month = now.toISOString().slice(0, 7);
  const due = await database.oneInSystem((tx) => findDue(tx, { now, month, limit: TEAMS_AT_ONCE }));
  const round: PlanRound = { failed: [] };
  for (const teamId of due)
    try {
      await database.inSystem((tx) => rollOver(tx, teamId, ctx));
    } catch (error) {
      round.failed.push({ teamId, error });
    }
  return round;
}
