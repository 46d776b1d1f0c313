import type { TeamTx } from "@millrace/db";
import { noSuchDeployment } from "./faults.ts";
import { countDeployments } from "./store.ts";

/** Fault `not_found` `keys.no_such_deployment` unless all of them are the team's; `ids` has none twice. */
export async function requireDeployments(tx: TeamTx, teamId: string, ids: readonly string[]): Promise<void> {
  if (ids.length > 0 && (await countDeployments(tx, teamId, ids)) !== ids.length) throw noSuchDeployment();
}
