import type { TeamTx } from "@millrace/db";
import { lastOwner, noSuchMember } from "./member-faults.ts";
import { countOwners, findMember, type StoredMember } from "./store.ts";

/** Fault `not_found` `teams.no_such_member`. */
export async function requireMember(tx: TeamTx, teamId: string, personId: string): Promise<StoredMember> {
  const member = await findMember(tx, teamId, personId);
  if (!member) throw noSuchMember();
  return member;
}

/** Under the lock of the team. Fault `precondition` `teams.last_owner` when nobody else owns it. */
export async function requireOtherOwner(tx: TeamTx, teamId: string, leaving: StoredMember): Promise<void> {
  if (leaving.role === "owner" && (await countOwners(tx, teamId)) <= 1) throw lastOwner();
}
