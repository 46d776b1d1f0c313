import type { SystemContext } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { takeAttempt, tooManyAttempts } from "../attempts/take-attempt.ts";
import type { PeopleContext } from "../context.ts";
import { mailLimits } from "../rules/attempt-limits.ts";
import { hashToken, tokenSchema } from "../rules/token.ts";
import { requireOwnSession } from "../sessions/proof.ts";
import type { Session } from "../sessions/session.ts";
import { findAddressee, markEmailVerified } from "../store.ts";
import { sendLink } from "./send-link.ts";
import { useEmailToken } from "./store.ts";

/**
 * A link by mail that shows whose the address is, for a day and once. Faults `forbidden` `people.confined_session`;
 * `limit_exceeded` `people.too_many_attempts`.
 */
export async function requestEmailVerification(ctx: PeopleContext, session: Session): Promise<void> {
  requireOwnSession(session);
  const { person, origin } = session;
  const full = await ctx.database.inSystem(async (tx) => {
    const limits = mailLimits({ account: person.email, device: null, origin });
    const waiting = await takeAttempt(tx, limits, ctx.clock.now());
    if (waiting) return waiting;
    const addressee = await findAddressee(tx, { id: person.id });
    if (addressee) await sendLink(tx, ctx, "verify_email", { ...addressee, personId: person.id });
    return null;
  });
  if (full) throw tooManyAttempts(full.waitMs);
}

/**
 * The address is proven by whoever reads its mail and is signed in to the account as well: a press in a mail that somebody
 * else asked for proves nothing for them. Faults `not_found` `people.link_spent` for a link that is used, expired, cut
 * short, guessed or another person's; `forbidden` `people.confined_session`.
 */
export async function verifyEmail(
  { database, clock }: SystemContext,
  session: Session,
  { token }: { token: string },
): Promise<void> {
  requireOwnSession(session);
  if (!tokenSchema.safeParse(token).success) throw linkVoid();
  const now = clock.now();
  await database.inSystem(async (tx) => {
    const used = await useEmailToken(tx, { tokenHash: hashToken(token), purpose: "verify_email", now });
    // Undone for another person's, whose link stays good.
    if (used?.personId !== session.person.id) throw linkVoid();
    const person = await findAddressee(tx, { id: used.personId });
    // The address may be another one by now.
    if (person?.email !== used.email) throw linkVoid();
    await markEmailVerified(tx, used.personId, now);
  });
}

export function linkVoid(): Fault {
  return new Fault({
    kind: "not_found",
    code: "people.link_spent",
    message: "This link is not good any more. Ask for a new one.",
  });
}
