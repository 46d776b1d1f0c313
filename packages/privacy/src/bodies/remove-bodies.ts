import type { Context } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { removeBodiesBefore } from "./store.ts";

/** Bodies are large: a transaction removes few of them. */
const BATCH = 500;
const BATCHES_MAX = 400;

/**
 * Removes a team's bodies from before a moment, batch by batch; returns how many.
 * Fault `unavailable` `privacy.still_removing` when there are so many that another call has to go on.
 */
export async function removeBodies(
  { database, actor: { teamId } }: Pick<Context, "database" | "actor">,
  before: Date,
): Promise<number> {
  let removed = 0;
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const count = await database.inTeam(teamId, (tx) =>
      removeBodiesBefore(tx, teamId, { before, limit: BATCH }),
    );
    removed += count;
    if (count < BATCH) return removed;
  }
  throw stillRemoving();
}

function stillRemoving(): Fault {
  return new Fault({
    kind: "unavailable",
    code: "privacy.still_removing",
    message: "So many bodies of requests are kept that removing them takes a while. Ask again to go on.",
    retryAfterMs: 1_000,
  });
}
