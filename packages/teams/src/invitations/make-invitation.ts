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
import {
  INVITATION_AGE_MAX_MS,
  MAILS_AN_HOUR_MAX,
  MAILS_TO_ADDRESS_MAX,
  OPEN_INVITATIONS_MAX,
} from "./invitation.ts";
import { tooManyInvitations, tooManyMails } from "./invitation-faults.ts";
import { countMailsSince, countMailsTo, findTeamName, insertInvitation } from "./store.ts";

export type MailingContext = Context & { secrets: Secrets };
type Wanted = { email: string | null; role: StoredRole; locale: "en" | "zh-CN" };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TOKEN_BYTES = 32;

export type Room = { seats: number; open: number; mails: number; mailsTo: ReadonlyMap<string, number> };

/** What may still be made: seats, open invitations, mails within the hour, and mails to each of `emails`. Under the lock of the team. */
export async function roomForInvitations(
  tx: TeamTx,
  { clock, actor }: Context,
  emails: string[],
): Promise<Room> {
  const { teamId } = actor;
  const now = clock.now();
  const { invited } = await findSeats(tx, teamId, now);
  const since = (agoMs: number) => new Date(now.getTime() - agoMs);
  const mailed = await countMailsTo(tx, teamId, { emails, since: since(DAY_MS) });
  return {
    seats: await countFreeSeats(tx, teamId, now),
    open: OPEN_INVITATIONS_MAX - invited,
    mails: MAILS_AN_HOUR_MAX - (await countMailsSince(tx, teamId, since(HOUR_MS))),
    mailsTo: new Map(emails.map((email) => [email, MAILS_TO_ADDRESS_MAX - (mailed.get(email) ?? 0)])),
  };
}

/** Faults `precondition` `teams.no_seat`, `teams.too_many_invitations`; `limit_exceeded` `teams.too_many_mails`. */
export async function requireRoom(tx: TeamTx, ctx: Context, email: string | null): Promise<void> {
  const room = await roomForInvitations(tx, ctx, email === null ? [] : [email]);
  if (room.seats < 1) throw noSeat();
  if (room.open < 1) throw tooManyInvitations(OPEN_INVITATIONS_MAX);
  requireMail(room, email);
}

/** For one that has its seat already. Fault `limit_exceeded` `teams.too_many_mails`. */
export async function requireMails(tx: TeamTx, ctx: Context, email: string | null): Promise<void> {
  requireMail(await roomForInvitations(tx, ctx, email === null ? [] : [email]), email);
}

function requireMail({ mails, mailsTo }: Room, email: string | null): void {
  if (email === null) return;
  if (mails < 1) throw tooManyMails(HOUR_MS);
  if ((mailsTo.get(email) ?? 0) < 1) throw tooManyMails(DAY_MS);
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
