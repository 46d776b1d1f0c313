import type { SystemTx } from "@millrace/db";

export type InstalledTeam = {
  id: string;
  handle: string;
  name: string;
  members: number;
  seatsMax: number | null;
  /** ISO 4217. */
  currency: string;
  /** Served only as far as its credit goes. */
  isPrepaid: boolean;
  createdAt: Date;
};

export async function findInstalledTeams(tx: SystemTx, limit: number): Promise<InstalledTeam[]> {
  const rows = await tx.team.findMany({
    select: {
      id: true,
      handle: true,
      name: true,
      seatsMax: true,
      currency: true,
      isPrepaid: true,
      createdAt: true,
      _count: { select: { memberships: true } },
    },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: limit,
  });
  return rows.map(({ _count, ...team }) => ({ ...team, members: _count.memberships }));
}

/** Undefined: there is no such team. */
export async function findSeatsMax(tx: SystemTx, id: string): Promise<number | null | undefined> {
  return (await tx.team.findUnique({ where: { id }, select: { seatsMax: true } }))?.seatsMax;
}

export async function saveSeatsMax(tx: SystemTx, id: string, seatsMax: number | null): Promise<void> {
  await tx.team.updateMany({ where: { id }, data: { seatsMax } });
}
