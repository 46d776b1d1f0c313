import type { SystemTx } from "@millrace/db";

/** Held until the transaction ends; null: there is no such team. */
export async function lockPrepaid(tx: SystemTx, teamId: string): Promise<boolean | null> {
  const [team] = await tx.$queryRaw<{ isPrepaid: boolean }[]>`
    SELECT is_prepaid AS "isPrepaid" FROM teams WHERE id = ${teamId}::uuid FOR NO KEY UPDATE`;
  return team?.isPrepaid ?? null;
}

export async function savePrepaid(tx: SystemTx, teamId: string, isPrepaid: boolean): Promise<void> {
  await tx.$executeRaw`UPDATE teams SET is_prepaid = ${isPrepaid} WHERE id = ${teamId}::uuid`;
}

export async function deleteCreditLeases(tx: SystemTx, teamId: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM quota_leases WHERE team_id = ${teamId}::uuid AND measure = 'credit'`;
}
