import type { SystemTx } from "@millrace/db";
import { type Clock, newId } from "@millrace/kernel";
import type { AuditEntry } from "./audit-entry.ts";
import { presentable } from "./rules/presentable.ts";
import { findMemberships, insertEntry } from "./store.ts";

/** Nobody is in more teams than this; what a person does to their account is told to the first so many. */
const TEAMS_MAX = 100;

export type PersonAuditContext = {
  clock: Clock;
  person: { id: string; email: string };
  /** Where the call came from; null where it cannot be known. */
  address: string | null;
};

/**
 * Writes what a person does to their own account (password changed, second factor off) into the log of every team that
 * they are in, in the transaction of the change. In the order of team ids, so that two who do it at once cannot block
 * each other for ever. Whoever is in no team leaves no entry.
 */
export async function recordPersonAudit(
  tx: SystemTx,
  { clock, person, address }: PersonAuditContext,
  entry: AuditEntry,
): Promise<void> {
  const shown = presentable(entry);
  const at = clock.now();
  const memberships = await findMemberships(tx, person.id, TEAMS_MAX);
  for (const { teamId, role } of memberships) {
    const actor = { personId: person.id, actorLabel: person.email, actorRole: role, address };
    await insertEntry(tx, teamId, { ...shown, id: newId(), at, ...actor });
  }
}
