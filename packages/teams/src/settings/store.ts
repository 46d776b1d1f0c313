import type { TeamTx } from "@millrace/db";

type Settings = { name: string; emailDomains: string[] };

export async function findSettings(tx: TeamTx, teamId: string): Promise<Settings> {
  return tx.team.findUniqueOrThrow({ where: { id: teamId }, select: { name: true, emailDomains: true } });
}

export async function saveSettings(tx: TeamTx, teamId: string, settings: Settings): Promise<void> {
  // Not `update`, which would read back columns that this role may not.
  await tx.team.updateMany({ where: { id: teamId }, data: settings });
}
