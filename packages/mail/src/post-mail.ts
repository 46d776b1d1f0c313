import { Fault, newId } from "@millrace/kernel";
import type { AnyTx } from "@millrace/secrets";
import type { Letter, MailContext } from "./letter.ts";
import { placeOfMail } from "./mail.ts";
import { isMailAddress } from "./rules/mail-address.ts";
import { insertMail } from "./store.ts";

/**
 * Puts a mail into the outbox, in the transaction of what it tells of: neither exists without the other. It is delivered
 * soon after, or shown to operators where no mail server is set. Fault `invalid` `mail.recipient` for what is no address.
 */
export async function postMail(tx: AnyTx, { clock, secrets }: MailContext, letter: Letter): Promise<void> {
  const { teamId, recipient, template, locale, expiresAt, values } = letter;
  if (!isMailAddress(recipient)) throw notAnAddress();
  const id = newId();
  const sealedValues = await secrets.seal(tx, placeOfMail({ teamId, id }), JSON.stringify(values));
  const createdAt = clock.now();
  await insertMail(tx, { id, teamId, recipient, template, locale, sealedValues, createdAt, expiresAt });
}

function notAnAddress(): Fault {
  return new Fault({
    kind: "invalid",
    code: "mail.recipient",
    message: "This is no e-mail address that a mail can be sent to.",
    param: "email",
  });
}
