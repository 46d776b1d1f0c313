import type { SystemContext } from "@millrace/db";
import type { TeamFiles } from "../team-files.ts";
import { findExpired, removeExport } from "./store.ts";

/** Removes exports that are over, the file before its row. Returns which of which team. */
export async function forgetExports(
  { database, clock }: SystemContext,
  files: TeamFiles,
): Promise<{ teamId: string; id: string }[]> {
  const expired = await database.inSystem((tx) => findExpired(tx, clock.now()));
  for (const { teamId, id } of expired) {
    await files.removeExport(teamId, id);
    await database.inSystem((tx) => removeExport(tx, { teamId, id }));
  }
  return expired;
}
