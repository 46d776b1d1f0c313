import type { Clock } from "@millrace/kernel";
import { holdingRefusal } from "./holding-refusal.ts";
import { type AnyTx, findHeldLimits, hasStorageLimit, lockHoldings } from "./store.ts";

type Means = { clock: Clock; teamId: string };

/**
 * How many bytes a team may still store; null: as many as it likes. What is left is the caller's until its transaction ends:
 * others that store for this team wait.
 */
export async function roomForBytes(tx: AnyTx, { clock, teamId }: Means): Promise<bigint | null> {
  // Without a limit nobody waits and nothing is added up.
  if (!(await hasStorageLimit(tx, teamId))) return null;
  await lockHoldings(tx, teamId);
  const [limit] = await findHeldLimits(tx, teamId, { measures: ["stored_bytes"], now: clock.now() });
  if (limit === undefined) return null;
  const left = limit.value - limit.held;
  return left > 0n ? left : 0n;
}

/** Fault `limit_exceeded` `quotas.stored_bytes_exceeded` where a team may store nothing more. */
export async function requireRoomForBytes(tx: AnyTx, { clock, teamId }: Means): Promise<void> {
  const now = clock.now();
  const [limit] = await findHeldLimits(tx, teamId, { measures: ["stored_bytes"], now });
  if (limit !== undefined && limit.held >= limit.value) throw holdingRefusal({ ...limit, need: null });
}
