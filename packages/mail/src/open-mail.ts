import type { SystemTx } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import type { Secrets } from "@millrace/secrets";
import { type Mail, placeOfMail } from "./mail.ts";
import { type RenderedMail, renderMail } from "./rules/render-mail.ts";

type Parts = { secrets: Secrets; consoleUrl: string };

/**
 * What a mail says. Null where its values are gone: emptied, or with the keys of a team that was deleted. Other faults pass:
 * they are about no single mail.
 */
export async function openMail(
  tx: SystemTx,
  mail: Mail,
  { secrets, consoleUrl }: Parts,
): Promise<RenderedMail | null> {
  const { sealedValues, template, locale } = mail;
  if (sealedValues === null) return null;
  try {
    const values = JSON.parse(await secrets.open(tx, placeOfMail(mail), sealedValues));
    return renderMail({ template, values, locale }, consoleUrl);
  } catch (error) {
    if (error instanceof Fault && error.code === "secrets.cannot_open") return null;
    throw error;
  }
}
