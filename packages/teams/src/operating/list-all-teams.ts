import type { SystemContext } from "@millrace/db";
import type { Session } from "@millrace/people";
import { requireOperator } from "./operator.ts";
import { findInstalledTeams, type InstalledTeam } from "./store.ts";

/** Teams beyond this many are not listed. */
const LISTED_MAX = 1_000;

/** Every team of the installation, by name, with nothing of its data. For operators; Fault `not_found` for others. */
export async function listAllTeams({ database }: SystemContext, session: Session): Promise<InstalledTeam[]> {
  requireOperator(session);
  return database.inSystem((tx) => findInstalledTeams(tx, LISTED_MAX));
}
