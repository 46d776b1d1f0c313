import { newId } from "@millrace/kernel";
import { fakeClock } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import {
  balance,
  FEBRUARY,
  FEBRUARY_FIRST,
  JANUARY,
  MARCH_FIRST,
  requestOf,
  use,
} from "../billing.fixture.ts";
import {
  type Collectable,
  type Collector,
  type Completion,
  closeInvoices,
  getInvoice,
  listInvoices,
  proveBooks,
  recordPlanInvoice,
  saveSubscription,
} from "../index.ts";
import { at, type BilledTeam, billedTeam, db, offerPlan } from "../plans/plans.fixture.ts";
import { VAT } from "./invoices.fixture.ts";

const NEW_YEAR = new Date("2026-01-01T00:00:00Z");
const FEBRUARY_1 = new Date("2026-02-01T00:00:00Z");

/** Collects from one team, and notes what it was asked to. */
function collecting(
  { teamId }: BilledTeam,
  answer: (asked: Collectable) => Partial<Completion> | "later" | null,
) {
  const asked: Collectable[] = [];
  const collector: Collector = {
    complete: async (invoice) => {
      if (invoice.teamId !== teamId) return null;
      asked.push(invoice);
      const said = answer(invoice);
      if (said === "later" || said === null) return said;
      const none = { planLines: [], carriedMinor: 0n, taxes: [], totalMinor: invoice.netMinor };
      return { providerId: `in_${newId()}`, ...none, ...said };
    },
  };
  return { asked, collector };
}

const close = (moment: Date, collector: Collector) =>
  closeInvoices({ ...at(moment), taxRates: VAT, collector });

const invoiceOf = async (team: BilledTeam) => (await listInvoices(team.as("owner")))[0];

async function expectBalanced(team: BilledTeam): Promise<void> {
  expect(await proveBooks(team.as("owner"))).toMatchObject({ isBalanced: true, differences: [] });
}

/** It has used 1.00 USD in January. */
async function usingTeam(): Promise<BilledTeam> {
  const team = await billedTeam();
  await use([requestOf(team, { inputTokens: 100_000_000 })]);
  return team;
}

describe("an invoice that a provider collects", () => {
  test("has the provider's fees and taxes in place of ours, and its total", async () => {
    const team = await usingTeam();
    const fee = { description: "1 × Pro", amountMinor: 2_000n, startsAt: FEBRUARY_1, endsAt: null };
    const { asked, collector } = collecting(team, () => ({
      ...{ providerId: "in_1", planLines: [fee], totalMinor: 2_205n },
      taxes: [{ description: "Sales tax", amountMinor: 105n }],
    }));
    await close(FEBRUARY_FIRST, collector);
    const invoice = await invoiceOf(team);
    expect(asked).toEqual([
      {
        ...{ teamId: team.teamId, id: invoice?.id, currency: "USD", netMinor: 100n, carriedMinor: 0n },
        period: { start: NEW_YEAR, end: FEBRUARY_1 },
      },
    ]);
    expect(invoice).toMatchObject({ state: "open", provider: "stripe", totalMinor: 2_205n, taxMinor: 105n });
    const { lines } = await getInvoice(team.as("owner"), { id: String(invoice?.id) });
    expect(lines).toMatchObject([
      { kind: "usage", amountMinor: 100n },
      { kind: "plan", description: "1 × Pro", amountMinor: 2_000n, startsAt: FEBRUARY_1 },
      { kind: "tax", description: "Sales tax", amountMinor: 105n },
    ]);
    await expectBalanced(team);
  });

  test("waits quietly while it is too early, and its month stays closed", async () => {
    const team = await usingTeam();
    let isEarly = true;
    const { collector } = collecting(team, () => (isEarly ? "later" : {}));
    expect(await close(FEBRUARY_FIRST, collector)).toMatchObject({ failed: [] });
    expect(await invoiceOf(team)).toBeUndefined();
    await use([requestOf(team, { inputTokens: 50_000_000 })], FEBRUARY_FIRST);
    isEarly = false;
    await close(FEBRUARY_FIRST, collector);
    expect(await invoiceOf(team)).toMatchObject({ totalMinor: 100n, number: expect.stringMatching(/^MR-/) });
    await expectBalanced(team);
  });

  test("stays a draft while the provider's total is another, and takes no number", async () => {
    const team = await usingTeam();
    const { collector } = collecting(team, () => ({ totalMinor: 101n }));
    const { closed, failed } = await close(FEBRUARY_FIRST, collector);
    expect(closed).toEqual([]);
    expect(failed).toMatchObject([{ teamId: team.teamId, error: { code: "billing.provider_differs" } }]);
    expect(await invoiceOf(team)).toBeUndefined();
    await expectBalanced(team);
  });

  test("is as any other where the provider does not collect from the team", async () => {
    const team = await usingTeam();
    await close(FEBRUARY_FIRST, collecting(team, () => null).collector);
    expect(await invoiceOf(team)).toMatchObject({ provider: "none", totalMinor: 119n });
  });

  test("what it missed of one month is carried to the next, and both together are right", async () => {
    const team = await usingTeam();
    const carry = [-40n, 40n];
    const { collector } = collecting(team, ({ netMinor }) => {
      const carriedMinor = carry.shift() ?? 0n;
      return { carriedMinor, totalMinor: netMinor + carriedMinor };
    });
    await close(FEBRUARY_FIRST, collector);
    expect(await invoiceOf(team)).toMatchObject({ totalMinor: 60n });
    expect(await balance(team, "receivable")).toBe(40);
    await expectBalanced(team);
    await use([requestOf(team, { at: FEBRUARY, inputTokens: 10_000_000 })], FEBRUARY);
    await close(MARCH_FIRST, collector);
    expect(await invoiceOf(team)).toMatchObject({ totalMinor: 50n });
    expect(await balance(team, "receivable")).toBe(0);
    await expectBalanced(team);
  });

  test("of a plan that the provider keeps is there for months in which nothing was used, with our minimum", async () => {
    const [team, planName] = [await billedTeam(), await offerPlan({ feeMinor: 500n, minimumMinor: 300n })];
    await db.database.inSystem((tx) =>
      saveSubscription(
        tx,
        {
          ...{
            teamId: team.teamId,
            id: newId(),
            state: "active",
            planName,
            nextPlanName: null,
            cancelAt: null,
          },
          ...{ pastDueSince: null, provider: "stripe", providerId: `sub_${newId()}`, endedAt: null },
          ...{ currentPeriodStart: NEW_YEAR, currentPeriodEnd: FEBRUARY_1, startedAt: NEW_YEAR },
        },
        { clock: fakeClock(NEW_YEAR) },
      ),
    );
    const { asked, collector } = collecting(team, () => ({}));
    await close(FEBRUARY_FIRST, collector);
    expect(asked).toMatchObject([{ netMinor: 300n }]);
    expect(await invoiceOf(team)).toMatchObject({ totalMinor: 300n });
    await expectBalanced(team);
  });
});

describe("the books name an invoice", () => {
  test("whose meter was told something else", async () => {
    const team = await usingTeam();
    await close(FEBRUARY_FIRST, collecting(team, () => ({})).collector);
    await db.sql(
      `INSERT INTO meter_readings (team_id, period_start, identifier, value_minor, at, is_final, created_at)
       VALUES ($1, $2, 'a', 100, $2, true, now())`,
      [team.teamId, NEW_YEAR],
    );
    await expectBalanced(team);
    await db.sql("UPDATE meter_readings SET value_minor = 99 WHERE team_id = $1", [team.teamId]);
    const { isBalanced, differences } = await proveBooks(team.as("owner"));
    const name = (await invoiceOf(team))?.number;
    expect(isBalanced).toBe(false);
    expect(differences).toEqual([
      { check: "provider", name, expectedPico: 10n ** 12n, actualPico: 99n * 10n ** 10n },
    ]);
  });

  test("whose fee the ledger does not have", async () => {
    const team = await usingTeam();
    const fee = { description: "Pro", amountMinor: 2_000n, startsAt: null, endsAt: null };
    await close(
      FEBRUARY_FIRST,
      collecting(team, ({ netMinor }) => ({ planLines: [fee], totalMinor: netMinor + 2_000n })).collector,
    );
    await db.sql("DELETE FROM ledger_entries WHERE team_id = $1 AND kind = 'adjustment'", [team.teamId]);
    const { differences } = await proveBooks(team.as("owner"));
    expect(differences.map(({ check }) => check)).toEqual(["adjustments", "accounts"]);
  });
});

describe("what a provider billed too little, as a plan ended in a month before which none is closed,", () => {
  /** A customer of the provider, billed on the 20th of January: a fee of 1.00, less 0.30 of usage. */
  async function underbilledTeam(): Promise<BilledTeam> {
    const team = await billedTeam();
    const { teamId } = team;
    await db.sql(
      "INSERT INTO payment_customers (team_id, provider, provider_id, created_at, updated_at) VALUES ($1, 'stripe', $2, now(), now())",
      [teamId, `cus_${teamId}`],
    );
    const line = { description: "", startsAt: NEW_YEAR, endsAt: JANUARY };
    await db.database.inSystem((tx) =>
      recordPlanInvoice(
        tx,
        {
          ...{
            teamId,
            provider: "stripe",
            providerId: `in_${teamId}`,
            currency: "USD",
            taxes: [],
            at: JANUARY,
          },
          lines: [{ ...line, amountMinor: 100n }],
          usage: [{ ...line, amountMinor: -30n }],
          totalMinor: 70n,
        },
        at(JANUARY),
      ),
    );
    return team;
  }

  const totalsOf = async (team: BilledTeam) =>
    (await listInvoices(team.as("owner"))).map(({ kind, periodStart, totalMinor }) => [
      ...[kind, periodStart.toISOString().slice(0, 7), totalMinor],
    ]);

  test("is on the invoice of that month, whatever else is", async () => {
    const [idle, using] = [await underbilledTeam(), await underbilledTeam()];
    await use([requestOf(using, { inputTokens: 5_000_000 })]);
    const nobody: Collector = { complete: async () => null };
    const before = { ...at(JANUARY), taxRates: [], collector: nobody };
    expect((await closeInvoices(before)).failed).toEqual([]);
    expect(await totalsOf(idle)).toEqual([["plan", "2026-01", 70n]]);
    const month = { ...at(FEBRUARY_FIRST), taxRates: [], collector: nobody };
    for (let round = 0; round < 2; round += 1) expect((await closeInvoices(month)).failed).toEqual([]);
    expect((await totalsOf(idle)).toSorted()).toEqual([
      ["plan", "2026-01", 70n],
      ["usage", "2026-01", 30n],
    ]);
    expect((await totalsOf(using)).toSorted()).toEqual([
      ["plan", "2026-01", 70n],
      ["usage", "2026-01", 35n],
    ]);
    for (const team of [idle, using]) await expectBalanced(team);
  });
});
