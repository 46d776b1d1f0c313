import type { SystemTx } from "@millrace/db";
import { type MailContext, postMail } from "@millrace/mail";
import { listAddressees } from "@millrace/teams";
import { findTeam } from "../outbound/store.ts";

/** Afterwards nobody has any use for the mail. */
const MAIL_AGE_MAX_MS = 7 * 24 * 3_600_000;

/** A mail to everybody who may change how the team pays. */
export async function tellFailure(
  tx: SystemTx,
  ctx: MailContext,
  { teamId, reason }: { teamId: string; reason: string },
): Promise<void> {
  const { name, handle } = await findTeam(tx, teamId);
  for (const { email, locale, permissions } of await listAddressees(tx, teamId)) {
    if (!permissions.has("billing.write")) continue;
    await postMail(tx, ctx, {
      ...{ template: "top_up_failed", teamId, recipient: email, locale },
      expiresAt: new Date(ctx.clock.now().getTime() + MAIL_AGE_MAX_MS),
      values: { team: name, reason, path: `/t/${handle}/billing` },
    });
  }
}
