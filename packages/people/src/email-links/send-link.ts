import type { SystemTx } from "@millrace/db";
import { newId } from "@millrace/kernel";
import { postMail } from "@millrace/mail";
import type { PeopleContext } from "../context.ts";
import type { Locale } from "../person.ts";
import { hashToken, newToken } from "../rules/token.ts";
import { LINK_AGE_MAX_MS, LINK_PLACES, type LinkPurpose } from "./email-link.ts";
import { insertEmailToken } from "./store.ts";

type Addressed = { personId: string | null; email: string; locale: Locale };

/**
 * Makes a link and puts the mail with it into the outbox. For an address that nobody has (`personId` null) a link is made
 * that nobody gets: the same work, so that its time tells nothing, and no mail to a stranger.
 */
export async function sendLink(
  tx: SystemTx,
  ctx: PeopleContext,
  purpose: LinkPurpose,
  { personId, email, locale }: Addressed,
): Promise<void> {
  const token = newToken();
  const createdAt = ctx.clock.now();
  const expiresAt = new Date(createdAt.getTime() + LINK_AGE_MAX_MS[purpose]);
  await insertEmailToken(tx, { tokenHash: hashToken(token), purpose, email, personId, createdAt, expiresAt });
  if (personId === null) return sealForNobody(tx, ctx, token);
  await postMail(tx, ctx, {
    template: purpose,
    teamId: null,
    recipient: email,
    locale,
    expiresAt,
    values: { path: `${LINK_PLACES[purpose]}#${token}` },
  });
}

async function sealForNobody(tx: SystemTx, { secrets }: PeopleContext, token: string): Promise<void> {
  await secrets.seal(tx, { owner: null, purpose: "mail", id: newId() }, token);
}
