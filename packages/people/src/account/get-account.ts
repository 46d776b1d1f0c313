import type { SystemContext } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { findIdentitiesOf, type LinkedIdentity } from "../identities/store.ts";
import { countRecoveryCodes, findSecondFactor } from "../second-factor/store.ts";
import { requireOwnSession } from "../sessions/proof.ts";
import type { Session } from "../sessions/session.ts";
import { findAccountRow } from "../store.ts";

export type Account = {
  name: string;
  email: string;
  /** When the person showed that the address is theirs; null: never. */
  emailVerifiedAt: Date | null;
  locale: "en" | "zh-CN";
  hasPassword: boolean;
  secondFactor: { onSince: Date; recoveryCodesLeft: number } | null;
  identities: LinkedIdentity[];
};

/** The person of this session, as they see themselves. Fault `forbidden` `people.confined_session`. */
export async function getAccount({ database }: SystemContext, session: Session): Promise<Account> {
  requireOwnSession(session);
  const personId = session.person.id;
  return database.inSystem(async (tx) => {
    const row = await findAccountRow(tx, personId);
    if (!row) throw noAccount();
    const factor = await findSecondFactor(tx, personId);
    const recoveryCodesLeft = factor ? await countRecoveryCodes(tx, personId) : 0;
    const identities = await findIdentitiesOf(tx, personId);
    return {
      ...row,
      secondFactor: factor && { onSince: factor.confirmedAt, recoveryCodesLeft },
      identities,
    };
  });
}

function noAccount(): Fault {
  return new Fault({
    kind: "unauthenticated",
    code: "people.no_such_person",
    message: "This account no longer exists.",
  });
}
