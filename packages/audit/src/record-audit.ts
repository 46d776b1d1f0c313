import type { Context } from "@millrace/db";
import { newId } from "@millrace/kernel";
import type { AuditEntry } from "./audit-entry.ts";
import { presentable } from "./rules/presentable.ts";
import { type AuditTx, insertEntry } from "./store.ts";

/**
 * The last beat of a verb: writes what happened in the verb's own transaction, so that neither exists without the other.
 * Entries are only ever added; the database roles may not change or remove one. Faults as of `presentable`.
 */
export async function recordAudit(
  tx: AuditTx,
  { actor, clock }: Pick<Context, "actor" | "clock">,
  entry: AuditEntry,
): Promise<void> {
  await insertEntry(tx, actor.teamId, {
    ...presentable(entry),
    id: newId(),
    at: clock.now(),
    personId: actor.personId,
    actorLabel: actor.label,
    actorRole: actor.role,
    address: actor.address ?? null,
  });
}
