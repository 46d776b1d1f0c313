import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import { lockTeam } from "../locking/store.ts";
import { requirePermission } from "../policy.ts";
import { requireGivable, requireHeld, roleIdSchema } from "../roles/standing.ts";
import type { MadeInvitation } from "./invitation.ts";
import { type MailingContext, makeInvitation, requireRoom } from "./make-invitation.ts";
import { findInvitation } from "./store.ts";

const inputSchema = z.object({ role: roleIdSchema });

/** A link that lets the first who uses it in. Faults as of `inviteByEmail`. */
export async function inviteByLink(
  ctx: MailingContext,
  input: z.input<typeof inputSchema>,
): Promise<MadeInvitation> {
  const { role: roleId } = parseInput(inputSchema, input, "teams.invitation_invalid");
  const { database, actor, clock } = ctx;
  requirePermission(actor, "invitations.write");
  return database.inTeam(actor.teamId, async (tx) => {
    await lockTeam(tx, actor.teamId);
    await requireHeld(tx, ctx, "invitations.write");
    const role = await requireGivable(tx, ctx, roleId);
    await requireRoom(tx, ctx, null);
    const { id, token } = await makeInvitation(tx, ctx, { email: null, role, locale: "en" });
    const invitation = await findInvitation(tx, actor.teamId, { id, now: clock.now() });
    if (!invitation) throw new Error("the invitation that was just made is not there");
    return { invitation, token };
  });
}
