import { recordAudit } from "@millrace/audit";
import type { SystemContext } from "@millrace/db";
import { formatPico } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { operatorActor, requireOperator } from "@millrace/teams";
import { noSuchTeam } from "../faults.ts";
import { bookGrant } from "./book-grant.ts";
import type { CreditGrant } from "./credit-grant.ts";
import { type NewGrantInput, parseNewGrant } from "./new-grant.ts";
import { lockCurrency } from "./store.ts";

/**
 * Credit that an operator gives a team, or takes payment for elsewhere; the team reads of it in its log. For operators. Fault
 * `invalid` `billing.grant_invalid`, `not_found` `billing.no_such_team`.
 */
export async function giveCredit(
  { database, clock }: SystemContext,
  session: Session,
  input: NewGrantInput,
): Promise<CreditGrant> {
  const now = clock.now();
  const wanted = parseNewGrant(input, now);
  requireOperator(session);
  const actor = operatorActor(session, wanted.teamId);
  return database.inSystem(async (tx) => {
    const currency = await lockCurrency(tx, wanted.teamId);
    if (currency === null) throw noSuchTeam();
    const made = { ...wanted, currency, createdBy: actor.personId, createdAt: now };
    const { grant, isNew } = await bookGrant(tx, made);
    if (!isNew) return grant;
    const { id, kind, name, amountPico, expiresAt } = grant;
    const after = {
      ...{ kind, name, amount: formatPico(amountPico), currency },
      expiresAt: expiresAt?.toISOString() ?? null,
    };
    await recordAudit(
      tx,
      { clock, actor },
      { verb: "credit.give", subjectType: "credit", subjectId: id, after },
    );
    return grant;
  });
}
