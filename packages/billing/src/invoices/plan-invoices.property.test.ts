import { newId } from "@millrace/kernel";
import { publishPrice, type Tiers } from "@millrace/prices";
import { effort, fakeClock } from "@millrace/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { requestOf, use } from "../billing.fixture.ts";
import {
  cancelPlan,
  changePlan,
  choosePlan,
  closeInvoices,
  getInvoice,
  grantCredit,
  keepPlans,
  listInvoices,
  proveBooks,
  type TaxRate,
} from "../index.ts";
import { actingAt, at, type BilledTeam, billedTeam, db, offerPlan } from "../plans/plans.fixture.ts";

const RUNS = 8 * effort();
const DAY_MS = 86_400_000;
const NEW_YEAR = new Date("2026-01-01T00:00:00Z");
const DAYS = 100;
/** All that the property is about has been closed by then. */
const JULY = new Date("2026-07-01T02:00:00Z");
const VAT: TaxRate[] = [{ name: "VAT", percentE4: 190_000n }];

const PRICES: { modelName: string; tiers?: Tiers }[] = [
  { modelName: "any-flat" },
  {
    modelName: "any-graduated",
    tiers: {
      mode: "graduated",
      tiers: [
        { above: 3_333_333n, pricePico: 7_777n },
        { above: 50_000_001n, pricePico: 0n },
      ],
    },
  },
  {
    modelName: "any-volume",
    tiers: { mode: "volume", tiers: [{ above: 12_345_678n, pricePico: 3_333n }] },
  },
];
for (const { modelName, tiers } of PRICES)
  await publishPrice(
    { database: db.database, clock: fakeClock() },
    {
      ...{ modelName, currency: "USD", effectiveFrom: new Date("2025-01-01T00:00:00Z") },
      rates: [{ unit: "input_token", pricePico: 9_999n, ...(tiers && { tiers }) }],
    },
  );

const PLANS = [
  await offerPlan({ includedMinor: 77n }),
  await offerPlan({ feeMinor: 1_999n, includedMinor: 333n }),
  await offerPlan({ feeMinor: 4_999n, minimumMinor: 251n }),
];

type Deed =
  | { kind: "use"; price: number; tokens: number; lateDays: number }
  | { kind: "plan"; plan: number }
  | { kind: "cancel" }
  | { kind: "credit"; cents: number; isPaid: boolean; days: number }
  | { kind: "keep" }
  | { kind: "close" };

const deeds = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("use" as const),
      price: fc.nat(PRICES.length - 1),
      tokens: fc.integer({ min: 1, max: 60_000_000 }),
      lateDays: fc.constantFrom(0, 0, 0, 1, 40),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("plan" as const), plan: fc.nat(PLANS.length - 1) }) },
  { weight: 1, arbitrary: fc.constant<Deed>({ kind: "cancel" }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("credit" as const),
      cents: fc.integer({ min: 1, max: 150 }),
      isPaid: fc.boolean(),
      days: fc.constantFrom(1, 20, 300),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Deed>({ kind: "keep" }) },
  { weight: 2, arbitrary: fc.constant<Deed>({ kind: "close" }) },
);

async function close(moment: Date): Promise<number> {
  const { closed, failed } = await closeInvoices({ ...at(moment), taxRates: VAT });
  expect(failed).toEqual([]);
  return closed.length;
}

async function act(team: BilledTeam, deed: Deed, moment: Date): Promise<void> {
  const acting = actingAt(team, moment);
  switch (deed.kind) {
    case "use": {
      const used = new Date(moment.getTime() - deed.lateDays * DAY_MS);
      const modelName = PRICES[deed.price]?.modelName ?? "";
      return use([requestOf(team, { at: used, modelName, inputTokens: deed.tokens })], moment);
    }
    case "plan": {
      const planName = PLANS[deed.plan] ?? "";
      await choosePlan(acting, { planName }).catch(() => changePlan(acting, { planName }));
      return;
    }
    case "cancel":
      // A team without a plan has none to end.
      await cancelPlan(acting).catch((error: unknown) => expect(error).toMatchObject({ kind: "conflict" }));
      return;
    case "credit":
      await grantCredit(at(moment), {
        ...{ teamId: team.teamId, name: "Any", operationId: newId() },
        kind: deed.isPaid ? "paid" : "promotional",
        amountPico: BigInt(deed.cents) * 10n ** 10n,
        expiresAt: new Date(moment.getTime() + deed.days * DAY_MS),
      });
      return;
    case "keep":
      await keepPlans(at(moment));
      return;
    case "close":
      await close(moment);
  }
}

async function expectWhole(team: BilledTeam): Promise<void> {
  expect(await proveBooks(team.as("owner"))).toMatchObject({ isBalanced: true, differences: [] });
  const negative = await db.sql(
    "SELECT id FROM credit_grants WHERE team_id = $1 AND used_pico > amount_pico",
    [team.teamId],
  );
  expect(negative).toEqual([]);
  for (const { id, creditMinor, taxMinor, totalMinor, subtotalMinor, subtotalPico } of await listInvoices(
    team.as("owner"),
  )) {
    for (const amount of [creditMinor, taxMinor, totalMinor, subtotalMinor - creditMinor, subtotalPico])
      expect(amount).toBeGreaterThanOrEqual(0n);
    const { lines } = await getInvoice(team.as("owner"), { id });
    for (const { kind, amountPico } of lines)
      if (kind === "discount") expect(amountPico).toBeLessThan(0n);
      else expect(amountPico).toBeGreaterThanOrEqual(0n);
  }
}

/** Lines of all months, and what the ledger earned: exactly the same. */
async function expectEarned({ teamId }: BilledTeam): Promise<void> {
  const [row] = await db.sql(
    `SELECT (SELECT coalesce(sum(amount_pico), 0) FROM invoice_lines WHERE team_id = $1 AND kind <> 'tax')::text AS lines,
       (SELECT coalesce(sum(CASE 'revenue' WHEN credit THEN amount_pico WHEN debit THEN -amount_pico END), 0)
        FROM ledger_entries WHERE team_id = $1 AND 'revenue' IN (debit, credit))::text AS earned`,
    [teamId],
  );
  expect(row?.lines).toBe(row?.earned);
}

test(
  "whatever is used, chosen, changed, ended and credited, in whatever order it is noted, the books balance and nobody is owed below zero",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ deed: deeds, day: fc.integer({ min: 0, max: DAYS }) }), {
          minLength: 3,
          maxLength: 14,
        }),
        async (wanted) => {
          const team = await billedTeam();
          const inTime = wanted.toSorted((left, right) => left.day - right.day);
          for (const [index, { deed, day }] of inTime.entries())
            await act(team, deed, new Date(NEW_YEAR.getTime() + day * DAY_MS + index + 3 * 3_600_000));
          await expectWhole(team);
          // A plan that goes on would be billed for ever.
          await act(team, { kind: "cancel" }, new Date(NEW_YEAR.getTime() + (DAYS + 1) * DAY_MS));
          while ((await close(JULY)) > 0);
          await expectWhole(team);
          await expectEarned(team);
        },
      ),
      { numRuns: RUNS, seed: 20_261_201 },
    );
  },
  300_000 * effort(),
);
