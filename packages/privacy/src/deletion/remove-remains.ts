import type { SystemContext } from "@millrace/db";
import type { TeamFiles } from "../team-files.ts";
import { findTeamIds, removeLeftUsage } from "./store.ts";

const USAGE_ROWS_AT_ONCE = 20_000;

/**
 * Finishes what deletions left: files of teams that are gone, and usage that was too much for one transaction.
 * Returns of which teams something was removed.
 */
export async function removeRemains(
  { database }: SystemContext,
  files: TeamFiles,
): Promise<{ teamId: string; what: "files" | "usage" }[]> {
  const folders = await files.teams();
  const [there, usage] = await database.inSystem(async (tx) => [
    folders.length === 0 ? new Set<string>() : await findTeamIds(tx, folders),
    await removeLeftUsage(tx, USAGE_ROWS_AT_ONCE),
  ]);
  const gone = folders.filter((teamId) => !there.has(teamId));
  for (const teamId of gone) await files.removeTeam(teamId);
  return [
    ...gone.map((teamId) => ({ teamId, what: "files" as const })),
    ...usage.map((teamId) => ({ teamId, what: "usage" as const })),
  ];
}
