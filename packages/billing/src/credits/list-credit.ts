import type { Context } from "@millrace/db";
import { requirePermission } from "@millrace/teams";
import type { CreditGrant } from "./credit-grant.ts";
import { findGrants, sumOpen } from "./store.ts";

const LISTED_MAX = 500;

export type Credit = {
  /** What the team may use now, before what is under way. */
  leftPico: bigint;
  grants: CreditGrant[];
};

/** A team's credit, newest grants first. */
export async function listCredit({ database, actor, clock }: Context): Promise<Credit> {
  requirePermission(actor, "billing.read");
  const { teamId } = actor;
  return database.inTeam(teamId, async (tx) => {
    const left = await sumOpen(tx, [teamId], clock.now());
    return { leftPico: left.get(teamId) ?? 0n, grants: await findGrants(tx, teamId, LISTED_MAX) };
  });
}
