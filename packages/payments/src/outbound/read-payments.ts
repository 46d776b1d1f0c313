import { findPayments, type Payment } from "@millrace/billing";
import { requirePermission } from "@millrace/teams";
import type { PaymentContext, PaymentProvider } from "../provider.ts";
import { findRule } from "../top-up/store.ts";
import type { TopUpRule } from "../top-up/top-up-rule.ts";
import { findCustomer } from "./store.ts";

const LISTED_MAX = 100;

export type PaymentsOfTeam = {
  /** Who collects; null: nobody does. */
  providerName: PaymentProvider["name"] | null;
  /** What can be charged without asking, such as "visa 4242"; null: nothing can. */
  cardLabel: string | null;
  topUp: TopUpRule | null;
  /** Newest first. */
  payments: Payment[];
};

/** What a team has paid, and how. */
export async function readPayments({ database, actor, provider }: PaymentContext): Promise<PaymentsOfTeam> {
  requirePermission(actor, "billing.read");
  const { teamId } = actor;
  return database.inTeam(teamId, async (tx) => ({
    providerName: provider?.name ?? null,
    cardLabel: (await findCustomer(tx, teamId))?.cardLabel ?? null,
    topUp: await findRule(tx, teamId),
    payments: await findPayments(tx, teamId, LISTED_MAX),
  }));
}
