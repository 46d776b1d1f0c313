import { closeInvoices } from "@millrace/billing";
import type { ReckonedInvoice } from "@millrace/stripe-twin";
import { describe, expect, test } from "vitest";
import { cancelPlan, changePlan, finaliseSent, keepReadings, stripeCollector } from "../index.ts";
import { customerOf, db, give, hear, rehearse, subscribedTeam, use } from "../outbound.fixture.ts";
import {
  APRIL,
  at,
  endMonth,
  expectSame,
  FEBRUARY,
  HOUR,
  invoicesOf,
  MARCH,
  round,
  theirsOf,
} from "./months.fixture.ts";

const usageOf = (invoices: readonly ReckonedInvoice[]): number[] =>
  invoices.map(({ lines }) => lines.at(-1)?.amount ?? 0);

describe("a month that Stripe collects", () => {
  test("is what was used, less credit, and the next month's fee; on both sides the same", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const team = await subscribedTeam(rehearsal);
    await give(rehearsal, team, 300);
    await use(rehearsal, team, 1_000);
    await use(rehearsal, team, 250, at("2026-01-02T00:00:00Z"));
    await endMonth(rehearsal, team, FEBRUARY);
    const [theirs] = await theirsOf(rehearsal, team);
    expect(theirs).toMatchObject({ status: "paid", total: 3_100 + 950 });
    await expectSame(rehearsal, team);
    const [row] = await db.sql("SELECT provider, sent_at FROM invoices WHERE team_id = $1", [team.teamId]);
    expect(row).toEqual({ provider: "stripe", sent_at: rehearsal.clock.now() });
  });

  test("follows on another, three times, with late usage in the second and nothing used in the third", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const team = await subscribedTeam(rehearsal);
    await use(rehearsal, team, 1_000);
    await endMonth(rehearsal, team, FEBRUARY);
    await use(rehearsal, team, 70, at("2026-01-31T23:00:00Z"));
    await use(rehearsal, team, 500);
    await endMonth(rehearsal, team, MARCH);
    await endMonth(rehearsal, team, APRIL);
    const theirs = await theirsOf(rehearsal, team);
    expect(theirs.map(({ total }) => total)).toEqual([4_100, 3_670, 3_100]);
    await expectSame(rehearsal, team);
  });

  test("is nothing but the fee where credit covers all, though it came after the readings", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const team = await subscribedTeam(rehearsal);
    await use(rehearsal, team, 400);
    await round(rehearsal);
    await give(rehearsal, team, 5_000);
    await use(rehearsal, team, 100);
    await endMonth(rehearsal, team, FEBRUARY);
    expect(usageOf(await theirsOf(rehearsal, team))).toEqual([400]);
    await expectSame(rehearsal, team);
    await use(rehearsal, team, 100);
    await endMonth(rehearsal, team, MARCH);
    expect(usageOf(await theirsOf(rehearsal, team))).toEqual([400, 0]);
    await expectSame(rehearsal, team);
  });

  test("has the changes of a plan on it, up and down", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const team = await subscribedTeam(rehearsal);
    await use(rehearsal, team, 1_000);
    await rehearsal.twin.clock.set(at("2026-01-24T06:00:00Z"));
    await changePlan(team.acting(), { planName: "pro" });
    await use(rehearsal, team, 10);
    await endMonth(rehearsal, team, FEBRUARY);
    await changePlan(team.acting(), { planName: "basic" });
    await use(rehearsal, team, 20);
    await endMonth(rehearsal, team, MARCH);
    const theirs = await theirsOf(rehearsal, team);
    expect(theirs.map(({ total }) => total)).toEqual([6_200 - 775 + 1_550 + 1_010, 3_100 + 20]);
    await expectSame(rehearsal, team);
  });

  test("is the last one of a plan that was cancelled in its midst; what is used later is collected by nobody", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const team = await subscribedTeam(rehearsal);
    await use(rehearsal, team, 1_000);
    await cancelPlan(team.acting());
    await use(rehearsal, team, 200);
    await endMonth(rehearsal, team, FEBRUARY);
    expect((await theirsOf(rehearsal, team)).map(({ total, status }) => [total, status])).toEqual([
      [1_200, "paid"],
    ]);
    await expectSame(rehearsal, team);
    await use(rehearsal, team, 30);
    await endMonth(rehearsal, team, MARCH);
    const rows = await db.sql(
      "SELECT provider, total_minor::int AS total FROM invoices WHERE team_id = $1 ORDER BY period_start",
      [team.teamId],
    );
    expect(rows).toEqual([
      { provider: "stripe", total: 1_200 },
      { provider: "none", total: 30 },
    ]);
  });

  test("has the taxes that Stripe reckons", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const { stripe } = rehearsal;
    const team = await subscribedTeam(rehearsal);
    const customer = await customerOf(team);
    await stripe.customers.update(customer, { address: { country: "DE" } });
    const [subscription] = (await stripe.subscriptions.list({ customer })).data;
    await stripe.subscriptions.update(String(subscription?.id), { automatic_tax: { enabled: true } });
    await use(rehearsal, team, 1_000);
    await endMonth(rehearsal, team, FEBRUARY);
    expect(await theirsOf(rehearsal, team)).toMatchObject([{ total: 4_879 }]);
    const [{ lines } = { lines: [] }] = await invoicesOf(team);
    expect(lines.at(-1)).toMatchObject({ kind: "tax", description: "VAT 19%", amountMinor: 779n });
    await expectSame(rehearsal, team);
  });
});

describe("where Stripe's invoice was final before ours", () => {
  test("it stays, and the next one makes up for what it lacks", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const team = await subscribedTeam(rehearsal);
    await use(rehearsal, team, 1_000);
    await round(rehearsal);
    await use(rehearsal, team, 333);
    await rehearsal.twin.clock.set(at("2026-02-02T00:00:00Z"));
    await hear(rehearsal, team);
    await round(rehearsal);
    expect(usageOf(await theirsOf(rehearsal, team))).toEqual([1_000]);
    const [{ lines } = { lines: [] }] = await invoicesOf(team);
    expect(lines.filter(({ kind }) => kind === "carried")).toMatchObject([{ amountMinor: -333n }]);
    await expectSame(rehearsal, team);
    await use(rehearsal, team, 50);
    await endMonth(rehearsal, team, MARCH);
    await endMonth(rehearsal, team, APRIL);
    expect(usageOf(await theirsOf(rehearsal, team))).toEqual([1_000, 383, 0]);
    await expectSame(rehearsal, team);
  });

  test("and it was too much, the next ones are less until it is even", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const team = await subscribedTeam(rehearsal);
    const { stripe, twin } = rehearsal;
    await use(rehearsal, team, 100);
    await round(rehearsal);
    await stripe.billing.meterEvents.create({
      event_name: "millrace_usage",
      payload: { stripe_customer_id: await customerOf(team), value: "500" },
      timestamp: Math.floor(twin.clock.now().getTime() / 1000) + 60,
    });
    await twin.clock.set(at("2026-02-02T00:00:00Z"));
    await hear(rehearsal, team);
    await round(rehearsal);
    expect(usageOf(await theirsOf(rehearsal, team))).toEqual([500]);
    await use(rehearsal, team, 150);
    await endMonth(rehearsal, team, MARCH);
    await use(rehearsal, team, 300);
    await endMonth(rehearsal, team, APRIL);
    expect(usageOf(await theirsOf(rehearsal, team))).toEqual([500, 0, 50]);
    await expectSame(rehearsal, team);
  });

  test("as everything was away over the ends of two months, all of it is billed in the end", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const team = await subscribedTeam(rehearsal);
    await use(rehearsal, team, 1_000);
    await round(rehearsal);
    await use(rehearsal, team, 10, at("2026-01-20T00:00:00Z"));
    await use(rehearsal, team, 20, at("2026-02-20T00:00:00Z"));
    await rehearsal.twin.clock.set(at("2026-03-05T00:00:00Z"));
    await hear(rehearsal, team);
    await round(rehearsal);
    await round(rehearsal);
    expect(usageOf(await theirsOf(rehearsal, team))).toEqual([1_000, 0]);
    await expectSame(rehearsal, team);
    await endMonth(rehearsal, team, APRIL);
    expect(usageOf(await theirsOf(rehearsal, team))).toEqual([1_000, 0, 30]);
    await expectSame(rehearsal, team);
  });
});

describe("readings", () => {
  test("are told once, and again when Stripe had something against one", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z");
    const team = await subscribedTeam(rehearsal);
    await use(rehearsal, team, 1_000);
    await round(rehearsal);
    await round(rehearsal);
    const readings = () =>
      db.sql(
        "SELECT identifier, value_minor::int AS value, sent_at IS NOT NULL AS sent FROM meter_readings WHERE team_id = $1 ORDER BY identifier",
        [team.teamId],
      );
    const first = { identifier: `${team.teamId}:2026-01:1`, value: 1_000, sent: true };
    expect(await readings()).toEqual([first]);
    await db.sql("UPDATE meter_readings SET error = 'no such customer' WHERE team_id = $1", [team.teamId]);
    await round(rehearsal);
    expect(await readings()).toEqual([
      first,
      { identifier: `${team.teamId}:2026-01:2`, value: 1_000, sent: true },
    ]);
  });

  test.each(["drop_before", "drop_after", "fail_after", "fail_kept", "too_many"] as const)(
    "that met %s arrive with the next round, or are made up for by the next month",
    async (fault) => {
      const rehearsal = await rehearse("2026-01-16T12:00:00Z");
      const { twin, system } = rehearsal;
      const team = await subscribedTeam(rehearsal);
      await use(rehearsal, team, 1_000);
      for (let time = 0; time < 3; time += 1)
        twin.failNext(fault, { method: "POST", path: "/v1/billing/meter_events" });
      for (let minute = 0; minute < 4; minute += 1) {
        await keepReadings(system, { since: null });
        await twin.clock.advance(60_000);
      }
      await endMonth(rehearsal, team, FEBRUARY);
      await expectSame(rehearsal, team);
    },
  );

  test("that Stripe counts only later are waited for", async () => {
    const rehearsal = await rehearse("2026-01-16T12:00:00Z", { meterLagSeconds: 1_800 });
    const team = await subscribedTeam(rehearsal);
    await use(rehearsal, team, 1_000);
    await rehearsal.twin.clock.set(FEBRUARY);
    await use(rehearsal, team, 200, at("2026-01-31T23:59:59Z"));
    await endMonth(rehearsal, team, FEBRUARY);
    expect(await invoicesOf(team)).toEqual([]);
    expect(await theirsOf(rehearsal, team)).toMatchObject([{ status: "draft" }]);
    await rehearsal.twin.clock.advance(1_800_000);
    await round(rehearsal);
    expect(await theirsOf(rehearsal, team)).toMatchObject([{ status: "paid", total: 4_300 }]);
    await expectSame(rehearsal, team);
  });
});

test("a draft that has changed since its invoice was closed stays one, and is told", async () => {
  const rehearsal = await rehearse("2026-01-16T12:00:00Z");
  const { system, stripe, twin } = rehearsal;
  const team = await subscribedTeam(rehearsal);
  await use(rehearsal, team, 1_000);
  await twin.clock.set(FEBRUARY);
  await hear(rehearsal, team);
  await keepReadings(system, { since: null });
  await twin.clock.advance(3 * HOUR);
  await closeInvoices({ ...system, taxRates: [], collector: stripeCollector(system) });
  const [draft] = await theirsOf(rehearsal, team);
  const customer = await customerOf(team);
  await stripe.invoiceItems.create({ customer, invoice: String(draft?.id), amount: 5, currency: "usd" });
  expect(await finaliseSent(system)).toMatchObject({
    sent: [],
    failed: [{ teamId: team.teamId, error: { code: "payments.draft_changed" } }],
  });
  expect(await theirsOf(rehearsal, team)).toMatchObject([{ status: "draft" }]);
});
