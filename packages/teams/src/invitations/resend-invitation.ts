import { randomBytes } from "node:crypto";
import { recordAudit } from "@millrace/audit";
import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import { lockTeam } from "../locking/store.ts";
import { otherDomain } from "../members/join-team.ts";
import { requirePermission } from "../policy.ts";
import { requireGivable, requireHeld } from "../roles/standing.ts";
import { isOfDomains } from "../rules/email-domain.ts";
import { invitationTokens } from "../rules/invitation-token.ts";
import { findEmailDomains } from "../store.ts";
import { INVITATION_AGE_MAX_MS, type MadeInvitation } from "./invitation.ts";
import { invitationVoid, noSuchInvitation } from "./invitation-faults.ts";
import { type MailingContext, mailInvitation, requireMails, requireRoom } from "./make-invitation.ts";
import { findInvitation, findLocale, renewInvitation } from "./store.ts";

const inputSchema = z.object({ id: z.uuid() });
const TOKEN_BYTES = 32;

/**
 * A new link and another 7 days; the link before stops working. Faults `not_found` `teams.no_such_invitation`, and
 * `teams.invitation_void` for one that was used or revoked; others as of `inviteByEmail`.
 */
export async function resendInvitation(
  ctx: MailingContext,
  input: z.input<typeof inputSchema>,
): Promise<MadeInvitation> {
  const { id } = parseInput(inputSchema, input, "teams.invitation_invalid");
  const { database, actor, clock } = ctx;
  requirePermission(actor, "invitations.write");
  return database.inTeam(actor.teamId, async (tx) => {
    await lockTeam(tx, actor.teamId);
    await requireHeld(tx, ctx, "invitations.write");
    const now = clock.now();
    const before = await findInvitation(tx, actor.teamId, { id, now });
    if (!before) throw noSuchInvitation();
    const role = await requireGivable(tx, ctx, before.role);
    if (before.email !== null && !isOfDomains(before.email, await findEmailDomains(tx, actor.teamId)))
      throw otherDomain();
    // A pending one has its seat already.
    if (before.state === "expired") await requireRoom(tx, ctx, before.email);
    else await requireMails(tx, ctx, before.email);
    const tokens = invitationTokens(randomBytes(TOKEN_BYTES));
    const expiresAt = new Date(now.getTime() + INVITATION_AGE_MAX_MS);
    const renewed = await renewInvitation(tx, actor.teamId, {
      id,
      tokenHash: tokens.hash,
      sentAt: now,
      expiresAt,
    });
    if (!renewed) throw invitationVoid();
    if (before.email !== null) {
      const locale = await findLocale(tx, actor.teamId, id);
      await mailInvitation(tx, ctx, { email: before.email, role, locale, token: tokens.mailed, expiresAt });
    }
    await recordAudit(tx, ctx, {
      verb: "invitation.resend",
      subjectType: "invitation",
      subjectId: id,
      before: { email: before.email, expiresAt: before.expiresAt.toISOString() },
      after: { email: before.email, expiresAt: expiresAt.toISOString() },
    });
    return { invitation: { ...before, state: "pending", sentAt: now, expiresAt }, token: tokens.copied };
  });
}
