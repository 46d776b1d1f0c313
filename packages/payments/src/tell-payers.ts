import type { SystemTx } from "@millrace/db";
import { type Letter, type MailContext, postMail } from "@millrace/mail";
import { listAddressees } from "@millrace/teams";
import { findTeam } from "./outbound/store.ts";

/** Afterwards nobody has any use for the mail. */
const MAIL_AGE_MAX_MS = 7 * 24 * 3_600_000;

type Template = "top_up_failed" | "payment_declined";
type Content = { [T in Template]: Pick<Extract<Letter, { template: T }>, "template" | "values"> }[Template];

/** The team by name, and where its payments are mended. */
type Place = { team: string; path: string };

/** A mail to everybody who may change how the team pays, each in their language. */
export async function tellPayers(
  tx: SystemTx,
  ctx: MailContext,
  { teamId, write }: { teamId: string; write: (place: Place) => Content },
): Promise<void> {
  const { name, handle } = await findTeam(tx, teamId);
  const content = write({ team: name, path: `/t/${handle}/billing` });
  const expiresAt = new Date(ctx.clock.now().getTime() + MAIL_AGE_MAX_MS);
  for (const { email, locale, permissions } of await listAddressees(tx, teamId)) {
    if (!permissions.has("billing.write")) continue;
    await postMail(tx, ctx, { ...content, teamId, recipient: email, locale, expiresAt });
  }
}
