import type { SystemTx } from "@millrace/db";
import { deleteDevicesOf } from "../devices/store.ts";
import { deleteIdentitiesOf } from "../identities/store.ts";
import { deleteFactor } from "../second-factor/store.ts";
import { deleteSessionsOf } from "../sessions/store.ts";
import { markEmailVerified, updatePassword } from "../store.ts";

/**
 * Somebody showed that they read the mail of this account's address. The first time, whatever was set up before by
 * whoever wrote the address down goes: password, second factor, linked accounts, sessions and known browsers. The account is
 * theirs.
 */
export async function claimAccount(tx: SystemTx, personId: string, at: Date): Promise<{ isFirst: boolean }> {
  const isFirst = await markEmailVerified(tx, personId, at);
  if (!isFirst) return { isFirst };
  await updatePassword(tx, personId, { passwordHash: null, passwordChangedAt: at });
  await deleteFactor(tx, personId);
  await deleteIdentitiesOf(tx, personId);
  await deleteSessionsOf(tx, personId, { keepId: null });
  await deleteDevicesOf(tx, personId);
  return { isFirst };
}
