import type { Context } from "@millrace/db";
import { Fault, isUuid, parseInput } from "@millrace/kernel";
import { readCursor, writeCursor } from "@millrace/metering";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { noSuchInvoice } from "../faults.ts";
import type { Invoice, InvoiceLine } from "./invoice.ts";
import { findInvoice, findLines } from "./store.ts";
import { findLineRequests, type LineRequestRow, type LineRequests } from "./store-usage.ts";

const LIMIT_MAX = 100;

const inputSchema = z.object({
  invoiceId: z.string(),
  position: z.int().min(1),
  after: z
    .string()
    .transform(readCursor)
    .refine((cursor) => cursor !== null, "This is no place in a list of requests.")
    .optional(),
  limit: z.int().min(1).max(LIMIT_MAX).default(50),
});

/** A request as a line counts it: how much of the line's unit, and what all of the request cost. */
export type LineRequest = LineRequestRow;
export type LineRequestPage = {
  invoice: Invoice;
  line: InvoiceLine;
  requests: LineRequest[];
  /** Where the next page begins; null: there is none. */
  next: string | null;
};

/**
 * The requests that a line of an invoice counts, newest first, page by page. A tax counts none. Fault `invalid`
 * `billing.line_invalid`, `not_found` `billing.no_such_invoice` or `billing.no_such_line`.
 */
export async function listLineRequests(
  { database, actor }: Context,
  input: z.input<typeof inputSchema>,
): Promise<LineRequestPage> {
  const { invoiceId, position, after = null, limit } = parseInput(inputSchema, input, "billing.line_invalid");
  requirePermission(actor, "billing.read");
  if (!isUuid(invoiceId)) throw noSuchInvoice();
  const { teamId } = actor;
  return database.inTeam(teamId, async (tx) => {
    const invoice = await findInvoice(tx, teamId, invoiceId);
    if (invoice === null) throw noSuchInvoice();
    const line = (await findLines(tx, teamId, invoiceId)).find((one) => one.position === position);
    if (line === undefined) throw noSuchLine();
    const counted = requestsOf(invoice, line);
    if (counted === null) return { invoice, line, requests: [], next: null };
    const found = await findLineRequests(tx, counted, { after, limit: limit + 1 });
    const requests = found.slice(0, limit);
    const last = requests.at(-1);
    return { invoice, line, requests, next: found.length > limit && last ? writeCursor(last) : null };
  });
}

function requestsOf(
  { teamId, periodStart: start, periodEnd: end }: Invoice,
  { kind, deploymentId, modelName, priceVersionId, unit }: InvoiceLine,
): LineRequests | null {
  if (deploymentId === null || modelName === null || priceVersionId === null || unit === null) return null;
  const isLate = kind === "late_usage";
  return { teamId, period: { start, end }, isLate, deploymentId, modelName, priceVersionId, unit };
}

function noSuchLine(): Fault {
  return new Fault({
    kind: "not_found",
    code: "billing.no_such_line",
    message: "This invoice has no such line.",
  });
}
