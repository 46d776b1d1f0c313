import { Fault, parseInput } from "@millrace/kernel";
import { z } from "zod";
import { lockTeam } from "../locking/store.ts";
import { requirePermission } from "../policy.ts";
import { requireGivable, requireHeld, roleIdSchema } from "../roles/standing.ts";
import { isOfDomains } from "../rules/email-domain.ts";
import { ENTRIES_MAX, type ListedAddress, readAddresses } from "../rules/read-addresses.ts";
import { findEmailDomains } from "../store.ts";
import { type MailingContext, makeInvitation, type Room, roomForInvitations } from "./make-invitation.ts";
import { findKnownAddresses } from "./store.ts";

const TEXT_LENGTH_MAX = 300_000;
/** Sealing a mail and writing it takes a few milliseconds; a transaction lasts 15 s at most. */
const AT_ONCE_MAX = 200;

const inputSchema = z.object({
  text: z.string(),
  role: roleIdSchema,
  locale: z.enum(["en", "zh-CN"]),
});

export type InvitationOutcome =
  | "invited"
  | "already_member"
  | "already_invited"
  | "not_an_address"
  | "other_domain"
  | "no_seat"
  | "duplicate"
  | "limit";

export type OutcomeRow = { entry: string; outcome: InvitationOutcome };

/**
 * Invites everybody in a pasted list, a row of outcome for each entry in its order. Fault `invalid`
 * `teams.list_too_long` for more than 1,000 entries; others as of `inviteByEmail` where they are about the whole list.
 */
export async function inviteMany(
  ctx: MailingContext,
  input: z.input<typeof inputSchema>,
): Promise<OutcomeRow[]> {
  const { text, role: roleId, locale } = parseInput(inputSchema, input, "teams.invitation_invalid");
  requirePermission(ctx.actor, "invitations.write");
  const listed = text.length > TEXT_LENGTH_MAX ? null : readAddresses(text);
  if (listed === null) throw tooLong();
  const seen = new Set<string>();
  const rows: OutcomeRow[] = [];
  for (let start = 0; start < listed.length; start += AT_ONCE_MAX) {
    const part = listed.slice(start, start + AT_ONCE_MAX);
    rows.push(...(await invitePart(ctx, part, { roleId, locale, seen })));
  }
  return rows;
}

type PartOptions = { roleId: string; locale: "en" | "zh-CN"; seen: Set<string> };

async function invitePart(
  ctx: MailingContext,
  part: ListedAddress[],
  { roleId, locale, seen }: PartOptions,
): Promise<OutcomeRow[]> {
  const { database, actor, clock } = ctx;
  return database.inTeam(actor.teamId, async (tx) => {
    await lockTeam(tx, actor.teamId);
    await requireHeld(tx, ctx, "invitations.write");
    const role = await requireGivable(tx, ctx, roleId);
    const emails = part.flatMap(({ email }) => email ?? []);
    const known = await findKnownAddresses(tx, actor.teamId, emails, clock.now());
    const domains = await findEmailDomains(tx, actor.teamId);
    const room = await roomForInvitations(tx, ctx, emails);
    const rows: OutcomeRow[] = [];
    for (const { entry, email } of part) {
      const outcome = judge(email, { known, domains, room, seen });
      if (outcome === "invited" && email !== null) {
        await makeInvitation(tx, ctx, { email, role, locale });
        for (const name of ["seats", "open", "mails"] as const) room[name] -= 1;
      }
      if (email !== null) seen.add(email);
      rows.push({ entry, outcome });
    }
    return rows;
  });
}

type Facts = {
  known: { members: ReadonlySet<string>; invited: ReadonlySet<string | null> };
  domains: readonly string[];
  room: Room;
  seen: ReadonlySet<string>;
};

function judge(email: string | null, { known, domains, room, seen }: Facts): InvitationOutcome {
  if (email === null) return "not_an_address";
  if (seen.has(email)) return "duplicate";
  if (known.members.has(email)) return "already_member";
  if (known.invited.has(email)) return "already_invited";
  if (!isOfDomains(email, domains)) return "other_domain";
  if (room.seats < 1) return "no_seat";
  const isFull = room.open < 1 || room.mails < 1 || (room.mailsTo.get(email) ?? 0) < 1;
  return isFull ? "limit" : "invited";
}

function tooLong(): Fault {
  return new Fault({
    kind: "invalid",
    code: "teams.list_too_long",
    message: `A list has at most ${ENTRIES_MAX} entries. Invite the rest with another one.`,
    param: "text",
  });
}
