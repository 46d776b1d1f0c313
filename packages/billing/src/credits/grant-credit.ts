import type { SystemContext } from "@millrace/db";
import { Fault, newId, parseInput } from "@millrace/kernel";
import { z } from "zod";
import { insertEntries } from "../ledger/store.ts";
import { type CreditGrant, GRANT_KINDS } from "./credit-grant.ts";
import { findGrantOf, insertGrant, lockCurrency } from "./store.ts";

/** A million units of a currency in picos. */
const AMOUNT_MAX = 10n ** 18n;

const inputSchema = z.object({
  teamId: z.uuid(),
  kind: z.enum(GRANT_KINDS),
  name: z.string().trim().min(1).max(120),
  amountPico: z.bigint().positive().max(AMOUNT_MAX),
  priority: z.int().min(0).max(100).default(50),
  effectiveAt: z.date().optional(),
  expiresAt: z.date().nullable().default(null),
  /** What makes it, such as a payment: the same operation twice is one grant. */
  operationId: z.string().min(1).max(200),
});

/**
 * Credit for a team, in its currency, and the entry of the ledger for it. Fault `invalid` `billing.grant_invalid`, `not_found`
 * `billing.no_such_team`.
 */
export async function grantCredit(
  { database, clock }: SystemContext,
  input: z.input<typeof inputSchema>,
): Promise<CreditGrant> {
  const { teamId, effectiveAt, operationId, ...wanted } = parseInput(
    inputSchema,
    input,
    "billing.grant_invalid",
  );
  const now = clock.now();
  const begins = effectiveAt ?? now;
  if (wanted.expiresAt !== null && wanted.expiresAt <= begins) throw endsBeforeItBegins();
  return database.inSystem(async (tx) => {
    const currency = await lockCurrency(tx, teamId);
    if (currency === null) throw noSuchTeam();
    const grant: CreditGrant = {
      id: newId(),
      ...wanted,
      currency,
      usedPico: 0n,
      effectiveAt: begins,
      voidedAt: null,
    };
    const isNew = await insertGrant(tx, teamId, { ...grant, operationId, createdAt: now });
    if (!isNew) return (await findGrantOf(tx, teamId, operationId)) ?? grant;
    await insertEntries(tx, [
      {
        teamId,
        id: newId(),
        at: now,
        kind: "grant",
        currency,
        debit: grant.kind === "paid" ? "cash" : "promotion",
        credit: "credit",
        amountPico: grant.amountPico,
        operationId: `grant:${grant.id}`,
        grantId: grant.id,
      },
    ]);
    return grant;
  });
}

function endsBeforeItBegins(): Fault {
  return new Fault({
    kind: "invalid",
    code: "billing.grant_invalid",
    message: "Credit cannot expire before it begins.",
    param: "expiresAt",
  });
}

function noSuchTeam(): Fault {
  return new Fault({ kind: "not_found", code: "billing.no_such_team", message: "There is no such team." });
}
