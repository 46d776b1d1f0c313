import type { TeamTx } from "@millrace/db";

export async function findSsoRequired(tx: TeamTx, teamId: string): Promise<boolean> {
  const row = await tx.ssoConnection.findUnique({ where: { teamId }, select: { requiredSince: true } });
  return Boolean(row?.requiredSince);
}
