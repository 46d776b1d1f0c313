import { newId } from "@millrace/kernel";
import { publishPrice } from "@millrace/prices";
import { fakeClock } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import { balance, FEBRUARY_FIRST, JANUARY, logOf, MARCH_FIRST, requestOf, use } from "../billing.fixture.ts";
import {
  cancelPlan,
  changePlan,
  choosePlan,
  closeInvoices,
  getInvoice,
  grantCredit,
  keepPlans,
  listCredit,
  listInvoices,
  previewInvoice,
  proveBooks,
} from "../index.ts";
import { actingAt, at, type BilledTeam, billedTeam, db, offerPlan } from "../plans/plans.fixture.ts";
import { VAT } from "./invoices.fixture.ts";

const NEW_YEAR = new Date("2026-01-01T00:00:00Z");
const JANUARY_16 = new Date("2026-01-16T12:00:00Z");
/** A cent for a million tokens, and half of it from the second million on; as ever, and by volume. */
const [GRADUATED, VOLUME] = ["tiered-graduated", "tiered-volume"] as const;

for (const [modelName, mode] of [
  [GRADUATED, "graduated"],
  [VOLUME, "volume"],
] as const)
  await publishPrice(
    { database: db.database, clock: fakeClock() },
    {
      ...{ modelName, currency: "USD", effectiveFrom: new Date("2025-01-01T00:00:00Z") },
      rates: [
        {
          ...{ unit: "input_token", pricePico: 10_000n },
          tiers: { mode, tiers: [{ above: 1_000_000n, pricePico: 5_000n }] },
        },
      ],
    },
  );

const tokens = (team: BilledTeam, millions: number, modelName: string = GRADUATED) =>
  requestOf(team, { modelName, inputTokens: millions * 1_000_000 });

async function close(moment: Date, taxRates = [] as typeof VAT): Promise<void> {
  const { failed } = await closeInvoices({ ...at(moment), taxRates });
  expect(failed).toEqual([]);
}

/** Each month's lines, as `kind description cents`. */
async function billsOf(team: BilledTeam): Promise<Record<string, string[]>> {
  const bills: Record<string, string[]> = {};
  for (const { id, periodStart } of await listInvoices(team.as("owner"))) {
    const { lines } = await getInvoice(team.as("owner"), { id });
    bills[periodStart.toISOString().slice(0, 7)] = lines.map(
      ({ kind, amountMinor }) => `${kind} ${amountMinor}`,
    );
  }
  return bills;
}

async function expectBalanced(team: BilledTeam): Promise<void> {
  expect(await proveBooks(team.as("owner"))).toMatchObject({ isBalanced: true, differences: [] });
  expect(await balance(team, "receivable")).toBe(0);
}

describe("tiers", () => {
  test("take off what is cheaper in quantity, over all deployments and what came late, in one line", async () => {
    const team = await billedTeam();
    const other = { ...team, deploymentId: newId() };
    await use([tokens(team, 1), tokens(other, 2), tokens(team, 3, VOLUME)]);
    await close(FEBRUARY_FIRST);
    await use([tokens(team, 2), { ...tokens(team, 2), at: FEBRUARY_FIRST }], FEBRUARY_FIRST);
    await close(MARCH_FIRST);
    const { "2026-01": january, "2026-02": february } = await billsOf(team);
    expect(january?.toSorted()).toEqual(["discount -1", "discount -2", "usage 1", "usage 2", "usage 3"]);
    expect(february).toEqual(["usage 2", "late_usage 2", "discount -2"]);
    await expectBalanced(team);
  });

  test("take no more than rounding left of the usage", async () => {
    const team = await billedTeam();
    const tiny = (millionths: number) =>
      requestOf({ ...team, deploymentId: newId() }, { modelName: VOLUME, inputTokens: millionths });
    await use([tiny(400_000), tiny(400_000), tiny(400_000)]);
    await close(FEBRUARY_FIRST);
    const [invoice] = await listInvoices(team.as("owner"));
    expect(invoice).toMatchObject({ subtotalPico: 6_000_000_000n, totalMinor: 0n, state: "paid" });
    await expectBalanced(team);
  });

  test("what bought credit had paid too much is bought credit again, and the rest goes with the month after", async () => {
    const team = await billedTeam();
    const { teamId } = team;
    const give = (kind: "paid" | "promotional", cents: bigint, priority: number) =>
      grantCredit(at(NEW_YEAR), {
        ...{ teamId, kind, name: kind, amountPico: cents * 10n ** 10n, priority, operationId: newId() },
      });
    await give("promotional", 98n, 0);
    await give("paid", 1n, 50);
    await use([tokens(team, 99)]);
    await close(FEBRUARY_FIRST, VAT);
    const [invoice] = await listInvoices(team.as("owner"));
    expect(invoice).toMatchObject({ subtotalMinor: 50n, creditMinor: 50n, totalMinor: 0n, state: "paid" });
    const { grants } = await listCredit(team.as("owner"));
    const back = grants.filter(({ name }) => name === invoice?.number);
    expect(back.map(({ kind, amountPico, expiresAt }) => [kind, amountPico, expiresAt]).toSorted()).toEqual([
      ["paid", 10n ** 10n, null],
      ["promotional", 48n * 10n ** 10n, new Date("2026-03-01T00:00:00Z")],
    ]);
    await expectBalanced(team);
  });
});

describe("plans", () => {
  test("cost their share of a month, by the millisecond, and every month from then on, used or not", async () => {
    const [team, cheap, dear] = [
      await billedTeam(),
      await offerPlan({ feeMinor: 3_100n }),
      await offerPlan({ feeMinor: 6_200n }),
    ];
    await choosePlan(actingAt(team, new Date("2026-01-11T00:00:00Z")), { planName: cheap });
    await changePlan(actingAt(team, JANUARY_16), { planName: dear });
    await changePlan(actingAt(team, JANUARY_16), { planName: cheap });
    await close(MARCH_FIRST);
    await close(MARCH_FIRST);
    expect(await billsOf(team)).toEqual({
      "2026-01": ["plan 550", "plan 3100"],
      "2026-02": ["plan 3100"],
    });
    await expectBalanced(team);
  });

  test("end with their month, also where nobody noted it before the month is closed", async () => {
    const [team, planName] = [await billedTeam(), await offerPlan({ feeMinor: 3_100n })];
    await choosePlan(actingAt(team, NEW_YEAR), { planName });
    await cancelPlan(actingAt(team, JANUARY_16));
    for (let round = 0; round < 3; round++) await close(new Date("2026-04-01T02:00:00Z"));
    expect(await billsOf(team)).toEqual({ "2026-01": ["plan 3100"] });
    expect(await logOf(team)).toEqual(["plan.choose", "plan.cancel", "plan.end", "invoice.close"]);
  });

  test("that cost nothing make no invoice where nothing is used", async () => {
    const [team, planName] = [await billedTeam(), await offerPlan({ includedMinor: 100n })];
    await choosePlan(actingAt(team, NEW_YEAR), { planName });
    await close(MARCH_FIRST);
    expect(await billsOf(team)).toEqual({});
  });

  test("charge at least their minimum for usage after discounts, whatever credit pays of it", async () => {
    const [team, planName] = [await billedTeam(), await offerPlan({ includedMinor: 10n, minimumMinor: 62n })];
    await choosePlan(actingAt(team, JANUARY_16), { planName });
    await use([tokens(team, 20, VOLUME)]);
    await close(FEBRUARY_FIRST, VAT);
    const [invoice] = await listInvoices(team.as("owner"));
    expect((await billsOf(team))["2026-01"]).toEqual(["usage 20", "discount -10", "minimum 21", "tax 5"]);
    expect(invoice).toMatchObject({ subtotalMinor: 31n, creditMinor: 5n, taxMinor: 5n, totalMinor: 31n });
    await expectBalanced(team);
  });

  test("are in the preview as they will be on the invoice", async () => {
    const [team, planName] = [await billedTeam(), await offerPlan({ feeMinor: 3_100n, minimumMinor: 100n })];
    await choosePlan(actingAt(team, NEW_YEAR), { planName });
    await use([tokens(team, 20)]);
    const preview = await previewInvoice({ ...actingAt(team, JANUARY), taxRates: VAT });
    await close(FEBRUARY_FIRST, VAT);
    const [invoice] = await listInvoices(team.as("owner"));
    const { lines } = await getInvoice(team.as("owner"), { id: String(invoice?.id) });
    expect(lines.slice(0, -1)).toEqual(preview.lines);
    expect(invoice).toMatchObject({ totalMinor: preview.totals.totalMinor, subtotalMinor: 3_200n });
  });

  test("give their credit for a month that was closed late, too", async () => {
    const [team, planName] = [await billedTeam(), await offerPlan({ includedMinor: 100n })];
    await choosePlan(actingAt(team, NEW_YEAR), { planName });
    const february = new Date("2026-02-10T00:00:00Z");
    await use([{ ...tokens(team, 50, VOLUME), at: february }], february);
    await close(MARCH_FIRST);
    const [invoice] = await listInvoices(team.as("owner"));
    expect(invoice).toMatchObject({ subtotalMinor: 25n, creditMinor: 25n, totalMinor: 0n });
    await keepPlans(at(MARCH_FIRST));
    await expectBalanced(team);
  });
});
