import type { SystemTx } from "@millrace/db";
import { type Letter, postMail } from "@millrace/mail";
import type { PeopleContext } from "./context.ts";
import type { Addressee } from "./person.ts";

const NOTICE_AGE_MAX_MS = 7 * 24 * 3_600_000;

/** What somebody is told who may not have done it themselves. */
type Notice = Extract<Letter, { template: "new_device" | "password_changed" | "second_factor_changed" }>;
type Content<N> = N extends Notice ? { template: N["template"]; values: Omit<N["values"], "at"> } : never;

/** Tells a person by mail what happened to their account, in their language. */
export async function postNotice(
  tx: SystemTx,
  ctx: PeopleContext,
  person: Addressee,
  { template, values }: Content<Notice>,
): Promise<void> {
  const now = ctx.clock.now();
  await postMail(tx, ctx, {
    teamId: null,
    recipient: person.email,
    locale: person.locale,
    expiresAt: new Date(now.getTime() + NOTICE_AGE_MAX_MS),
    template,
    values: { ...values, at: now.toISOString() },
  } as Notice);
}
