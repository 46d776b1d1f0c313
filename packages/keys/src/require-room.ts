import type { TeamTx } from "@millrace/db";
import { API_KEYS_MAX } from "./api-key.ts";
import { tooMany } from "./faults.ts";
import { countWorking, lockCreation } from "./store.ts";

/** Holds back other creations in the team until the transaction ends. Fault `precondition` `keys.too_many`. */
export async function requireRoom(tx: TeamTx, teamId: string, now: Date): Promise<void> {
  await lockCreation(tx, teamId);
  if ((await countWorking(tx, teamId, now)) >= API_KEYS_MAX) throw tooMany();
}
