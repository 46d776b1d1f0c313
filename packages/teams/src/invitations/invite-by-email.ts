import { Fault, parseInput } from "@millrace/kernel";
import { emailSchema } from "@millrace/people";
import { z } from "zod";
import { lockTeam } from "../locking/store.ts";
import { otherDomain } from "../members/join-team.ts";
import { requirePermission } from "../policy.ts";
import { requireGivable, requireHeld, roleIdSchema } from "../roles/standing.ts";
import { isOfDomains } from "../rules/email-domain.ts";
import { findEmailDomains } from "../store.ts";
import type { MadeInvitation } from "./invitation.ts";
import { type MailingContext, makeInvitation, requireRoom } from "./make-invitation.ts";
import { findInvitation, findKnownAddresses } from "./store.ts";

const inputSchema = z.object({ email: emailSchema, role: roleIdSchema, locale: z.enum(["en", "zh-CN"]) });

/**
 * Invites somebody by mail. The returned token makes a link that works as well, but proves nothing of the address.
 * Faults `conflict` `teams.already_member`, `teams.already_invited`; `precondition` `teams.other_domain`, and those of
 * `requireGivable` and `requireRoom`.
 */
export async function inviteByEmail(
  ctx: MailingContext,
  input: z.input<typeof inputSchema>,
): Promise<MadeInvitation> {
  const { email, role: roleId, locale } = parseInput(inputSchema, input, "teams.invitation_invalid");
  const { database, actor, clock } = ctx;
  requirePermission(actor, "invitations.write");
  return database.inTeam(actor.teamId, async (tx) => {
    await lockTeam(tx, actor.teamId);
    await requireHeld(tx, ctx, "invitations.write");
    const role = await requireGivable(tx, ctx, roleId);
    if (!isOfDomains(email, await findEmailDomains(tx, actor.teamId))) throw otherDomain();
    const known = await findKnownAddresses(tx, actor.teamId, [email], clock.now());
    if (known.members.has(email)) throw already("member", "This person is in the team already.");
    if (known.invited.has(email))
      throw already("invited", "There is an open invitation for this address. Renew it.");
    await requireRoom(tx, ctx, email);
    const { id, token } = await makeInvitation(tx, ctx, { email, role, locale });
    const invitation = await findInvitation(tx, actor.teamId, { id, now: clock.now() });
    if (!invitation) throw new Error("the invitation that was just made is not there");
    return { invitation, token };
  });
}

function already(what: "member" | "invited", message: string): Fault {
  return new Fault({ kind: "conflict", code: `teams.already_${what}`, message, param: "email" });
}
