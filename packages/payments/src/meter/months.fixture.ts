import {
  closeInvoices,
  getInvoice,
  type InvoiceWithLines,
  listInvoices,
  proveBooks,
} from "@millrace/billing";
import type { ReckonedInvoice } from "@millrace/stripe-twin";
import { expect } from "vitest";
import { finaliseSent, keepReadings, stripeCollector } from "../index.ts";
import { customerOf, db, hear, type PayingTeam, type Rehearsal } from "../outbound.fixture.ts";

export const HOUR = 3_600_000;
export const at = (iso: string): Date => new Date(iso);
export const FEBRUARY = at("2026-02-01T00:00:00Z");
export const MARCH = at("2026-03-01T00:00:00Z");
export const APRIL = at("2026-04-01T00:00:00Z");

/** What the controller does, once. */
export async function round({ system }: Rehearsal): Promise<void> {
  const readings = await keepReadings(system, { since: null });
  const closing = await closeInvoices({ ...system, taxRates: [], collector: stripeCollector(system) });
  const sending = await finaliseSent(system);
  expect([readings.failed, closing.failed, sending.failed]).toEqual([[], [], []]);
}

/** The month ends while we are there: the draft is held, and closed two hours later. */
export async function endMonth(rehearsal: Rehearsal, team: PayingTeam, end: Date): Promise<void> {
  await round(rehearsal);
  await rehearsal.twin.clock.set(end);
  await hear(rehearsal, team);
  await round(rehearsal);
  await rehearsal.twin.clock.advance(2 * HOUR + 60_000);
  await round(rehearsal);
}

export async function invoicesOf(team: PayingTeam): Promise<InvoiceWithLines[]> {
  const ctx = team.as("owner");
  const invoices = await listInvoices(ctx);
  return Promise.all(invoices.reverse().map(({ id }) => getInvoice(ctx, { id })));
}

/** Stripe's invoices of the months; oldest first. */
export async function theirsOf({ twin }: Rehearsal, team: PayingTeam): Promise<ReckonedInvoice[]> {
  const all = twin.reckoning()[await customerOf(team)]?.invoices ?? [];
  return all.filter(({ reason }) => reason !== "subscription_create");
}

const sum = (amounts: readonly (number | bigint)[]): number =>
  amounts.reduce<number>((total, amount) => total + Number(amount), 0);

/** What both have: usage with what is carried, and whatever a plan costs; and the books balance. */
export async function expectSame(rehearsal: Rehearsal, team: PayingTeam): Promise<void> {
  const [ours, theirs] = [await invoicesOf(team), await theirsOf(rehearsal, team)];
  const usagePrice = (await rehearsal.stripe.prices.list({ lookup_keys: ["usage:USD"] })).data[0]?.id;
  const shared = theirs.map(({ id, total, lines }) => ({
    id,
    total,
    usage: sum(lines.filter(({ price }) => price === usagePrice).map(({ amount }) => amount)),
    fees: lines
      .filter(({ price, amount }) => price !== usagePrice && amount !== 0)
      .map(({ amount, description }) => `${description} ${amount}`),
    tax: sum(lines.map(({ tax }) => tax)),
  }));
  const providers = await db.sql("SELECT id, provider_id FROM invoices WHERE team_id = $1", [team.teamId]);
  const nameOf = new Map(providers.map(({ id, provider_id }) => [id, provider_id]));
  expect(
    ours.map(({ invoice, lines }) => {
      const amounts = (kinds: string[]) =>
        lines.filter(({ kind }) => kinds.includes(kind)).map(({ amountMinor }) => amountMinor);
      return {
        id: nameOf.get(invoice.id),
        total: Number(invoice.totalMinor),
        usage:
          sum(amounts(["usage", "late_usage", "discount", "minimum", "carried"])) -
          Number(invoice.creditMinor),
        fees: lines
          .filter(({ kind }) => kind === "plan")
          .map(({ description, amountMinor }) => `${description} ${amountMinor}`),
        tax: sum(amounts(["tax"])),
      };
    }),
  ).toEqual(shared);
  expect((await proveBooks(team.as("owner"))).differences).toEqual([]);
}
