import { recordPersonAudit } from "@millrace/audit";
import type { SystemTx } from "@millrace/db";
import type { Origin } from "@millrace/kernel";
import type { PeopleContext } from "../context.ts";
import { endEmailTokens } from "../email-links/store.ts";
import { postNotice } from "../notices.ts";
import type { Addressee } from "../person.ts";
import { deleteTicketsOf } from "../second-factor/store.ts";
import { deleteSessionsOf } from "../sessions/store.ts";
import { updatePassword } from "../store.ts";

type NewPassword = {
  person: Addressee;
  passwordHash: string;
  /** The session that goes on; null: none. */
  keepId: string | null;
  origin: Origin;
};

/** Whatever was open under the old password ends; the person is told by mail, and their teams by their logs. */
export async function setPassword(
  tx: SystemTx,
  ctx: PeopleContext,
  { person, passwordHash, keepId, origin }: NewPassword,
): Promise<void> {
  const now = ctx.clock.now();
  await updatePassword(tx, person.id, { passwordHash, passwordChangedAt: now });
  await deleteSessionsOf(tx, person.id, { keepId });
  await deleteTicketsOf(tx, person.id);
  await endEmailTokens(tx, { personId: person.id, purpose: "reset_password", now });
  await postNotice(tx, ctx, person, { template: "password_changed", values: { path: "/account/sessions" } });
  await recordPersonAudit(
    tx,
    { clock: ctx.clock, person, address: origin.address },
    { verb: "person.change_password", subjectType: "person", subjectId: person.id },
  );
}
