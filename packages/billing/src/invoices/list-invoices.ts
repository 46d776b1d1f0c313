import type { Context, SystemContext } from "@millrace/db";
import type { Session } from "@millrace/people";
import { requireOperator, requirePermission } from "@millrace/teams";
import type { Invoice } from "./invoice.ts";
import { findInvoices, findOwed, findSettled } from "./store.ts";

/** What one answer holds at most: of a team, the months of 40 years. */
const LISTED_MAX = 500;
const SETTLED_MAX = 200;

/** A team's invoices, newest period first. */
export async function listInvoices({ database, actor }: Context): Promise<Invoice[]> {
  requirePermission(actor, "billing.read");
  const { teamId } = actor;
  return database.inTeam(teamId, (tx) => findInvoices(tx, teamId, LISTED_MAX));
}

export type AllInvoices = {
  /** What is owed, oldest first. */
  owed: Invoice[];
  /** Those that are over, newest first. */
  settled: Invoice[];
};

/** The invoices of all teams. For operators; Fault `not_found` for others. */
export async function listAllInvoices({ database }: SystemContext, session: Session): Promise<AllInvoices> {
  requireOperator(session);
  return database.inSystem(async (tx) => ({
    owed: await findOwed(tx, LISTED_MAX),
    settled: await findSettled(tx, SETTLED_MAX),
  }));
}
