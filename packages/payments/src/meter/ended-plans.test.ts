import { proveBooks } from "@millrace/billing";
import type { ReckonedInvoice } from "@millrace/stripe-twin";
import { describe, expect, test } from "vitest";
import { readInvoice } from "../inbound/subjects/read-invoice.ts";
import { cancelPlan, startCheckout } from "../index.ts";
import {
  customerOf,
  db,
  hear,
  PAGE,
  type PayingTeam,
  type Rehearsal,
  rehearse,
  sessionOf,
  subscribedTeam,
  use,
} from "../outbound.fixture.ts";
import { APRIL, at, endMonth, FEBRUARY, HOUR, invoicesOf, MARCH, round, theirsOf } from "./months.fixture.ts";

/** An invoice that Stripe tells of, other than those of whole months. */
async function hearInvoices({ system }: Rehearsal, invoices: readonly ReckonedInvoice[]): Promise<void> {
  const tell = () => expect.unreachable("nothing is to be alarmed about");
  for (const { id, reason } of invoices.filter(({ reason }) => reason !== "subscription_cycle")) {
    const apply = await readInvoice({ ...system, alarm: tell, warn: tell }, id);
    await db.database.inSystem(apply);
    expect(reason).toBe("subscription_update");
  }
}

/** On the 20th of January, at Stripe's dashboard: what was used until then is billed at once. */
async function endAtDashboard(rehearsal: Rehearsal, team: PayingTeam, { isTold = true } = {}): Promise<void> {
  const { twin, stripe } = rehearsal;
  await round(rehearsal);
  await twin.clock.set(at("2026-01-20T00:00:00Z"));
  const [subscription] = (await stripe.subscriptions.list({ customer: await customerOf(team) })).data;
  await stripe.subscriptions.cancel(String(subscription?.id), { invoice_now: true, prorate: false });
  await twin.clock.advance(2 * HOUR);
  await hear(rehearsal, team);
  if (isTold) await hearInvoices(rehearsal, await theirsOf(rehearsal, team));
}

/** As if the page of an earlier plan were done with. */
async function chooseAgain(rehearsal: Rehearsal, team: PayingTeam): Promise<void> {
  await db.sql("UPDATE payment_operations SET state = 'done' WHERE team_id = $1", [team.teamId]);
  const page = await startCheckout(team.acting(), { for: { kind: "plan", planName: "basic" }, ...PAGE });
  expect(rehearsal.twin.pay(sessionOf(page))).toBeNull();
  await hear(rehearsal, team);
}

/** By the beginnings of their periods. */
const amountsOf = async (team: PayingTeam) =>
  (await invoicesOf(team)).map(({ invoice, lines }) => [
    Number(invoice.totalMinor),
    ...lines.map(({ kind, amountMinor }) => `${kind} ${amountMinor}`),
  ]);

async function expectTotals(rehearsal: Rehearsal, team: PayingTeam, totals: number[]): Promise<void> {
  expect((await theirsOf(rehearsal, team)).map(({ total }) => total)).toEqual(totals);
  expect((await proveBooks(team.as("owner"))).differences).toEqual([]);
}

describe("where a plan was ended in mid-month at the provider, with an invoice at once", () => {
  test("and taken again, the month's invoice bills what came after, and nothing twice", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const team = await subscribedTeam(rehearsal);
    await use(rehearsal, team, 1_000);
    await endAtDashboard(rehearsal, team);
    await use(rehearsal, team, 200);
    await chooseAgain(rehearsal, team);
    await use(rehearsal, team, 50);
    await endMonth(rehearsal, team, FEBRUARY);
    expect(await amountsOf(team)).toEqual([
      [3_350, "usage 1000", "usage 200", "usage 50", "plan 3100", "carried -1000"],
      [1_000, "carried 1000"],
    ]);
    await expectTotals(rehearsal, team, [1_000, 3_350]);
  });

  test("and told of only after its month was closed, the next month makes up for it, and the books say so all the while", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const team = await subscribedTeam(rehearsal);
    await use(rehearsal, team, 1_000);
    await endAtDashboard(rehearsal, team, { isTold: false });
    const ended = await theirsOf(rehearsal, team);
    await chooseAgain(rehearsal, team);
    await use(rehearsal, team, 50);
    await endMonth(rehearsal, team, FEBRUARY);
    await expectTotals(rehearsal, team, [1_000, 1_050 + 3_100]);
    await hearInvoices(rehearsal, ended);
    await expectTotals(rehearsal, team, [1_000, 1_050 + 3_100]);
    await use(rehearsal, team, 1_200);
    await endMonth(rehearsal, team, MARCH);
    await expectTotals(rehearsal, team, [1_000, 1_050 + 3_100, 200 + 3_100]);
    await db.sql("UPDATE meter_readings SET value_minor = value_minor + 1 WHERE team_id = $1 AND is_final", [
      team.teamId,
    ]);
    const { differences } = await proveBooks(team.as("owner"));
    expect(differences.map(({ check, actualPico }) => [check, actualPico / 10n ** 10n])).toEqual([
      ["provider", 1_051n],
      ["provider", 201n],
    ]);
  });

  test("and not taken again, our invoice takes off what the provider billed", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const team = await subscribedTeam(rehearsal);
    await use(rehearsal, team, 1_000);
    await endAtDashboard(rehearsal, team);
    await use(rehearsal, team, 200);
    await endMonth(rehearsal, team, FEBRUARY);
    expect(await amountsOf(team)).toEqual([
      [200, "usage 1000", "usage 200", "carried -1000"],
      [1_000, "carried 1000"],
    ]);
    await expectTotals(rehearsal, team, [1_000]);
  });
});

test("what the provider billed too little of a team that then lost its plan is on our next invoice, though nothing is used", async () => {
  const rehearsal = await rehearse("2026-01-16T12:00:00Z");
  const team = await subscribedTeam(rehearsal);
  await use(rehearsal, team, 1_000);
  await round(rehearsal);
  await cancelPlan(team.acting());
  await use(rehearsal, team, 333);
  await rehearsal.twin.clock.set(at("2026-02-02T00:00:00Z"));
  await hear(rehearsal, team);
  await round(rehearsal);
  const january = [1_000, "usage 1000", "usage 333", "carried -333"];
  expect(await amountsOf(team)).toEqual([january]);
  for (const month of [MARCH, APRIL]) await endMonth(rehearsal, team, month);
  expect(await amountsOf(team)).toEqual([january, [333, "carried 333"]]);
  await expectTotals(rehearsal, team, [1_000]);
});
