import type { TeamTx } from "@millrace/db";
import type { Clock } from "@millrace/kernel";
import { holdingRefusal } from "./holding-refusal.ts";
import { findHeldLimits, lockHoldings } from "./store.ts";

/** What one deployment asks for while it is meant to run; of one that is stopped or not there nothing. */
type Footprint = { replicas: number; threadsPerReplica: number };

type Change = { teamId: string; before: Footprint | null; after: Footprint };

/**
 * Holds a change of a deployment, written already, to the team's limits on replicas and compute units. In the transaction
 * that writes it: two that deploy at once take turns here. What asks for no more than before passes, however much is
 * exceeded. Fault `limit_exceeded` `quotas.replicas_exceeded`, `quotas.compute_units_exceeded`.
 */
export async function holdDeployments(
  tx: TeamTx,
  { clock }: { clock: Clock },
  { teamId, before, after }: Change,
): Promise<void> {
  const more = [
    ["replicas", replicasOf(after) - replicasOf(before)],
    ["compute_units", unitsOf(after) - unitsOf(before)],
  ] as const;
  const measures = more.filter(([, change]) => change > 0).map(([measure]) => measure);
  if (measures.length === 0) return;
  await lockHoldings(tx, teamId);
  const limits = await findHeldLimits(tx, teamId, { measures, now: clock.now() });
  const exceeded = limits.find(({ held, value }) => held > value);
  if (exceeded === undefined) return;
  const [, change] = more.find(([measure]) => measure === exceeded.measure) ?? more[0];
  throw holdingRefusal({ ...exceeded, need: BigInt(change) });
}

function replicasOf(footprint: Footprint | null): number {
  return footprint?.replicas ?? 0;
}

function unitsOf(footprint: Footprint | null): number {
  return footprint === null ? 0 : footprint.replicas * footprint.threadsPerReplica;
}
