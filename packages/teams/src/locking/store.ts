import type { SystemTx, TeamTx } from "@millrace/db";

/**
 * One after the other until the transaction ends: whatever changes who is in the team, or what they may do there. What is
 * read under it (the last owner, free seats, the actor's own rights) stays true until it is written.
 */
export async function lockTeam(tx: TeamTx | SystemTx, teamId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('teams.members ' || ${teamId}, 0))`;
}

/** One team after the other that a person founds, so that their count stays true. */
export async function lockFounding(tx: SystemTx, personId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('teams.found ' || ${personId}, 0))`;
}
