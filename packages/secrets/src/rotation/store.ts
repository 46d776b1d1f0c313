import type { SystemTx } from "@millrace/db";
import type { DataKey } from "../data-key.ts";
import type { Owner } from "../rules/place.ts";
import { COLUMNS, toDataKey } from "../store.ts";

/** True once nobody is wrapping a data key that is not committed yet. */
export async function nobodyWraps(tx: SystemTx): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ taken: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended('data keys are wrapped', 0)) AS taken`;
  return row?.taken === true;
}

/** Data keys in the order of their ids, from behind `after`. */
export async function findDataKeys(tx: SystemTx, after: string, limit: number): Promise<DataKey[]> {
  const rows = await tx.dataKey.findMany({
    where: { id: { gt: after } },
    select: COLUMNS,
    orderBy: { id: "asc" },
    take: limit,
  });
  return rows.map(toDataKey);
}

/** False when somebody else wrapped it anew in the meantime, or it is gone. */
export async function replaceWrapping(tx: SystemTx, key: DataKey, wrappedBefore: string): Promise<boolean> {
  const { count } = await tx.dataKey.updateMany({
    where: { id: key.id, wrappedBy: wrappedBefore },
    data: { wrapped: key.wrapped, wrappedBy: key.wrappedBy },
  });
  return count > 0;
}

export async function findOwnersInUse(tx: SystemTx): Promise<Owner[]> {
  const rows = await tx.dataKey.findMany({
    where: { retiredAt: null },
    select: { teamId: true },
    distinct: ["teamId"],
  });
  return rows.map(({ teamId }) => teamId);
}

/** From now on they open what they sealed, and seal nothing. False when there are none any more. */
export async function retireDataKeys(tx: SystemTx, owner: Owner, at: Date): Promise<boolean> {
  const { count } = await tx.dataKey.updateMany({
    where: { teamId: owner, retiredAt: null },
    data: { retiredAt: at },
  });
  return count > 0;
}

/** Those that none of these installation keys opens. */
export async function removeUnlessWrappedBy(tx: SystemTx, keyIds: readonly string[]): Promise<number> {
  const { count } = await tx.dataKey.deleteMany({ where: { wrappedBy: { notIn: [...keyIds] } } });
  return count;
}
