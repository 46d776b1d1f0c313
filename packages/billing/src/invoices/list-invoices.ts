import type { Context, SystemContext } from "@millrace/db";
import type { Session } from "@millrace/people";
import { requirePermission } from "@millrace/teams";
import { requireOperator } from "../operator.ts";
import type { Invoice } from "./invoice.ts";
import { findInvoices, findOpenInvoices } from "./store.ts";

/** What one answer holds at most: of a team, the months of 40 years. */
const LISTED_MAX = 500;

/** A team's invoices, newest period first. */
export async function listInvoices({ database, actor }: Context): Promise<Invoice[]> {
  requirePermission(actor, "billing.read");
  const { teamId } = actor;
  return database.inTeam(teamId, (tx) => findInvoices(tx, teamId, LISTED_MAX));
}

/** What all teams owe, oldest first. For operators; Fault `not_found` for others. */
export async function listOpenInvoices({ database }: SystemContext, session: Session): Promise<Invoice[]> {
  requireOperator(session);
  return database.inSystem((tx) => findOpenInvoices(tx, LISTED_MAX));
}
