import type { SystemContext } from "@millrace/db";
import { noSuchTeam } from "../faults.ts";
import { bookGrant } from "./book-grant.ts";
import type { CreditGrant } from "./credit-grant.ts";
import { type NewGrantInput, parseNewGrant } from "./new-grant.ts";
import { lockCurrency } from "./store.ts";

/**
 * Credit for a team, in its currency, and the entry of the ledger for it; by the system. Fault `invalid` `billing.grant_invalid`,
 * `not_found` `billing.no_such_team`.
 */
export async function grantCredit(
  { database, clock }: SystemContext,
  input: NewGrantInput,
): Promise<CreditGrant> {
  const now = clock.now();
  const wanted = parseNewGrant(input, now);
  return database.inSystem(async (tx) => {
    const currency = await lockCurrency(tx, wanted.teamId);
    if (currency === null) throw noSuchTeam();
    const { grant } = await bookGrant(tx, { ...wanted, currency, createdBy: null, createdAt: now });
    return grant;
  });
}
