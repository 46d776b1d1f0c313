import { randomBytes } from "node:crypto";
import { recordAudit } from "@millrace/audit";
import type { Context, TeamTx } from "@millrace/db";
import { newId } from "@millrace/kernel";
import { postMail } from "@millrace/mail";
import type { Secrets } from "@millrace/secrets";
import { countFreeSeats, noSeat } from "../members/seats.ts";
import { findSeats } from "../members/store.ts";
import { roleLabel } from "../roles/standing.ts";
import type { StoredRole } from "../roles/store.ts";
import { invitationTokens } from "../rules/invitation-token.ts";
import { INVITATION_AGE_MAX_MS, MAILS_AN_HOUR_MAX, OPEN_INVITATIONS_MAX } from "./invitation.ts";
import { tooManyInvitations, tooManyMails } from "./invitation-faults.ts";
import { countMailedSince, findTeamName, insertInvitation } from "./store.ts";

export type MailingContext = Context & { secrets: Secrets };
type Wanted = { email: string | null; role: StoredRole; locale: "en" | "zh-CN" };

const HOUR_MS = 3_600_000;
const TOKEN_BYTES = 32;

/** What may still be made: seats, open invitations, and mails within the hour. Under the lock of the team. */
export async function roomForInvitations(
  tx: TeamTx,
  { clock, actor }: Context,
): Promise<{ seats: number; open: number; mails: number }> {
  const now = clock.now();
  const { invited } = await findSeats(tx, actor.teamId, now);
  const mailed = await countMailedSince(tx, actor.teamId, new Date(now.getTime() - HOUR_MS));
  return {
    seats: await countFreeSeats(tx, actor.teamId, now),
    open: OPEN_INVITATIONS_MAX - invited,
    mails: MAILS_AN_HOUR_MAX - mailed,
  };
}

/** Faults `precondition` `teams.no_seat`, `teams.too_many_invitations`; `limit_exceeded` `teams.too_many_mails`. */
export async function requireRoom(
  tx: TeamTx,
  ctx: Context,
  { isMailed }: { isMailed: boolean },
): Promise<void> {
  const { seats, open, mails } = await roomForInvitations(tx, ctx);
  if (seats < 1) throw noSeat();
  if (open < 1) throw tooManyInvitations(OPEN_INVITATIONS_MAX);
  if (isMailed && mails < 1) throw tooManyMails(HOUR_MS);
}

/** Writes the invitation, its mail and its entry in the log; returns its id and the token of the link to copy. */
export async function makeInvitation(
  tx: TeamTx,
  ctx: MailingContext,
  { email, role, locale }: Wanted,
): Promise<{ id: string; token: string }> {
  const { actor, clock } = ctx;
  const id = newId();
  const tokens = invitationTokens(randomBytes(TOKEN_BYTES));
  const createdAt = clock.now();
  const expiresAt = new Date(createdAt.getTime() + INVITATION_AGE_MAX_MS);
  await insertInvitation(tx, actor.teamId, {
    id,
    email,
    role: role.id,
    locale,
    tokenHash: tokens.hash,
    createdBy: actor.personId,
    createdAt,
    expiresAt,
  });
  if (email !== null) await mailInvitation(tx, ctx, { email, role, locale, token: tokens.mailed, expiresAt });
  await recordAudit(tx, ctx, {
    verb: "invitation.create",
    subjectType: "invitation",
    subjectId: id,
    after: { email, role: roleLabel(role), expiresAt: expiresAt.toISOString() },
  });
  return { id, token: tokens.copied };
}

type Mailed = { email: string; role: StoredRole; locale: "en" | "zh-CN"; token: string; expiresAt: Date };

export async function mailInvitation(tx: TeamTx, ctx: MailingContext, mailed: Mailed): Promise<void> {
  const { actor } = ctx;
  const { email, role, locale, token, expiresAt } = mailed;
  await postMail(tx, ctx, {
    template: "invitation",
    teamId: actor.teamId,
    recipient: email,
    locale,
    expiresAt,
    values: {
      team: await findTeamName(tx, actor.teamId),
      inviter: actor.label,
      role: roleLabel(role),
      path: `/invitation#${token}`,
    },
  });
}
