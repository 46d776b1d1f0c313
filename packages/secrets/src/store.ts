import type { SystemTx, TeamTx } from "@millrace/db";
import type { DataKey } from "./data-key.ts";
import type { Owner } from "./rules/place.ts";

export type AnyTx = TeamTx | SystemTx;

export const COLUMNS = { id: true, teamId: true, wrapped: true, wrappedBy: true } as const;
type Row = { id: string; teamId: Owner; wrapped: Uint8Array<ArrayBuffer>; wrappedBy: string };

export const toDataKey = ({ teamId, ...rest }: Row): DataKey => ({ ...rest, owner: teamId });

/** Null before the first use. Of two that were made at once, everybody takes the same. */
export async function findInUse(tx: AnyTx, owner: Owner): Promise<DataKey | null> {
  const row = await tx.dataKey.findFirst({
    where: { teamId: owner, retiredAt: null },
    select: COLUMNS,
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return row && toDataKey(row);
}

export async function findDataKey(tx: AnyTx, owner: Owner, id: string): Promise<DataKey | null> {
  const row = await tx.dataKey.findFirst({ where: { id, teamId: owner }, select: COLUMNS });
  return row && toDataKey(row);
}

export async function insertDataKey(tx: AnyTx, { owner, ...key }: DataKey, createdAt: Date): Promise<void> {
  await tx.dataKey.create({ data: { ...key, teamId: owner, createdAt }, select: { id: true } });
}

/** Held by whoever wraps a new data key until it is committed; a rotation waits for them. Any number may hold it at once. */
export async function lockForWrapping(tx: AnyTx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended('data keys are wrapped', 0))`;
}

/** One data key for each installation key that wraps any. */
export async function listWrappings(tx: SystemTx): Promise<DataKey[]> {
  const rows = await tx.dataKey.findMany({
    select: COLUMNS,
    distinct: ["wrappedBy"],
    orderBy: [{ wrappedBy: "asc" }, { createdAt: "desc" }],
  });
  return rows.map(toDataKey);
}
