import { newId } from "@millrace/kernel";
import { billable } from "@millrace/metering";
import { rate } from "@millrace/prices";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  at,
  balance,
  billedTeam,
  db,
  FEBRUARY,
  FEBRUARY_FIRST,
  logOf,
  MARCH_FIRST,
  requestOf,
  use,
} from "../billing.fixture.ts";
import {
  closeInvoices,
  getInvoice,
  grantCredit,
  type Invoice,
  listInvoices,
  type TaxRate,
} from "../index.ts";
import { lockPeriods } from "../ledger/store.ts";

const VAT: TaxRate[] = [{ name: "VAT", percentE4: 190_000n }];

/** Closes what may be closed at a moment; nothing fails. */
async function close(moment: Date, taxRates: TaxRate[] = []) {
  const { closed, failed } = await closeInvoices({ ...at(moment), taxRates });
  expect(failed).toEqual([]);
  return closed;
}

type Team = Awaited<ReturnType<typeof billedTeam>>;

const invoicesOf = (team: Team): Promise<Invoice[]> => listInvoices(team.as("owner"));

async function linesOf(team: Team, invoice: Invoice | undefined) {
  return (await getInvoice(team.as("owner"), { id: String(invoice?.id) })).lines;
}

describe("closing a month", () => {
  test("two hours after its end and not before, what was used becomes an invoice, which the team reads of", async () => {
    const team = await billedTeam();
    await use([
      requestOf(team, { inputTokens: 123_456_789 }),
      requestOf(team, { cachedInputTokens: 1_000_000 }),
    ]);

    await close(new Date(FEBRUARY_FIRST.getTime() - 1));
    expect(await invoicesOf(team)).toEqual([]);
    await close(FEBRUARY_FIRST, VAT);
    await close(MARCH_FIRST, VAT);

    const [invoice, ...others] = await invoicesOf(team);
    expect(others).toEqual([]);
    expect(invoice).toMatchObject({
      number: expect.stringMatching(/^MR-\d{6}$/),
      state: "open",
      currency: "USD",
      periodStart: new Date("2026-01-01T00:00:00Z"),
      periodEnd: new Date("2026-02-01T00:00:00Z"),
      subtotalPico: 1_235_567_890_000n,
      subtotalMinor: 123n,
      creditMinor: 0n,
      taxMinor: 23n,
      totalMinor: 146n,
      closedAt: FEBRUARY_FIRST,
      dueAt: new Date("2026-02-15T02:00:00Z"),
      billTo: { name: expect.stringMatching(/^Team/), handle: team.handle },
    });
    expect(await linesOf(team, invoice)).toMatchObject([
      {
        position: 1,
        kind: "usage",
        unit: "input_token",
        quantity: 123_456_789n,
        amountPico: 1_234_567_890_000n,
      },
      { position: 2, kind: "usage", unit: "cached_input_token", quantity: 1_000_000n, amountMinor: 0n },
      { position: 3, kind: "tax", description: "VAT 19%", unit: null, amountMinor: 23n },
    ]);
    expect(await logOf(team)).toEqual(["invoice.close"]);
    const accounts = ["receivable", "due", "tax", "rounding"];
    expect(await Promise.all(accounts.map((account) => balance(team, account)))).toEqual([
      0,
      146,
      -23,
      expect.closeTo(0.556789, 6),
    ]);
  });

  test("a team that used nothing that costs anything gets none", async () => {
    const team = await billedTeam();
    await use([requestOf(team, { outcome: "failed" }), requestOf(team, { inputTokens: 0 })]);
    await close(MARCH_FIRST);
    expect(await invoicesOf(team)).toEqual([]);
  });

  test("months that were missed are closed one by one, oldest first", async () => {
    const team = await billedTeam();
    await use([requestOf(team), requestOf(team, { at: new Date("2025-11-30T23:59:59.999Z") })]);
    await use([requestOf(team, { at: FEBRUARY })]);
    for (let round = 0; round < 4; round++) await close(MARCH_FIRST);
    const invoices = await invoicesOf(team);
    expect(invoices.map(({ periodStart }) => periodStart.toISOString().slice(0, 7))).toEqual([
      "2026-02",
      "2026-01",
      "2025-11",
    ]);
  });

  test("what prepaid credit paid is not owed; where it paid all, nothing is, and the invoice is paid", async () => {
    const [half, whole] = [await billedTeam(), await billedTeam()];
    for (const [team, amountPico] of [
      [half, 10n ** 10n],
      [whole, 10n ** 12n],
    ] as const)
      await grantCredit(at(new Date("2026-01-01T00:00:00Z")), {
        ...{ teamId: team.teamId, kind: "promotional", name: "Welcome", amountPico, operationId: newId() },
      });
    for (const team of [half, whole]) await use([requestOf(team, { inputTokens: 2_000_000 })]);
    await close(FEBRUARY_FIRST, VAT);
    expect(await invoicesOf(half)).toMatchObject([
      { state: "open", subtotalMinor: 2n, creditMinor: 1n, taxMinor: 0n, totalMinor: 1n },
    ]);
    expect(await invoicesOf(whole)).toMatchObject([
      { state: "paid", subtotalMinor: 2n, creditMinor: 2n, totalMinor: 0n, paidAt: FEBRUARY_FIRST },
    ]);
  });

  test("rounds at once make one invoice, and numbers have no gaps", async () => {
    const teams = await Promise.all(Array.from({ length: 6 }, () => billedTeam()));
    for (const team of teams) await use([requestOf(team)]);
    const rounds = await Promise.all([1, 2, 3].map(() => close(FEBRUARY_FIRST)));
    expect(rounds.flat()).toHaveLength(teams.length);
    for (const team of teams) expect(await invoicesOf(team)).toHaveLength(1);
    const rows = await db.sql("SELECT number FROM invoices WHERE number IS NOT NULL ORDER BY number");
    const numbers = rows.map(({ number }) => Number(String(number).slice(3)));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  test("a round that ends between the period and its invoice is taken up by the next", async () => {
    const team = await billedTeam();
    await use([requestOf(team)]);
    await db.sql(
      `INSERT INTO invoices (team_id, id, state, currency, period_start, period_end, subtotal_pico, subtotal_minor, total_minor, bill_to, created_at)
       VALUES ($1, $2, 'draft', 'USD', '2026-01-01Z', '2026-02-01Z', 0, 0, 0, '{"name": "Team", "handle": "team"}', now())`,
      [team.teamId, newId()],
    );
    expect(await invoicesOf(team)).toEqual([]);
    await close(FEBRUARY_FIRST);
    expect(await invoicesOf(team)).toMatchObject([{ state: "open", totalMinor: 1n }]);
  });

  test("records that were changed by hand keep their team's invoice from being written, and nobody else's", async () => {
    const [forged, other] = [await billedTeam(), await billedTeam()];
    await use([requestOf(forged), requestOf(other)]);
    await db.sql("UPDATE usage_records SET amount_pico = amount_pico - 1 WHERE team_id = $1", [
      forged.teamId,
    ]);
    const { closed, failed } = await closeInvoices(at(FEBRUARY_FIRST));
    expect(closed).toMatchObject([{ teamId: other.teamId }]);
    expect(failed).toMatchObject([{ teamId: forged.teamId, error: { code: "billing.charges_differ" } }]);
    await db.sql("UPDATE usage_records SET amount_pico = amount_pico + 1 WHERE team_id = $1", [
      forged.teamId,
    ]);
    expect(await close(FEBRUARY_FIRST)).toMatchObject([{ teamId: forged.teamId }]);
  });
});

describe("what comes late", () => {
  test("is on the next invoice, as what it is, and on no other", async () => {
    const team = await billedTeam();
    await use([requestOf(team)]);
    await close(FEBRUARY_FIRST);
    await use([requestOf(team, { inputTokens: 3_000_000 }), requestOf(team, { at: FEBRUARY })], FEBRUARY);
    await use([requestOf(team, { at: new Date("2025-10-01T00:00:00Z") })], FEBRUARY);
    await close(MARCH_FIRST);
    const [february, january] = await invoicesOf(team);
    expect(january).toMatchObject({ subtotalMinor: 1n });
    expect(february).toMatchObject({ subtotalMinor: 5n });
    expect(await linesOf(team, february)).toMatchObject([
      { kind: "usage", quantity: 1_000_000n },
      { kind: "late_usage", quantity: 4_000_000n },
    ]);
  });

  test("alone is reason enough for an invoice", async () => {
    const team = await billedTeam();
    await use([requestOf(team)]);
    await close(FEBRUARY_FIRST);
    await use([requestOf(team)], FEBRUARY);
    await close(MARCH_FIRST);
    const [february] = await invoicesOf(team);
    expect(february?.periodStart).toEqual(new Date("2026-02-01T00:00:00Z"));
    expect(await linesOf(team, february)).toMatchObject([{ kind: "late_usage" }]);
  });

  test("while its period is being closed is billed exactly once, here or there", async () => {
    const team = await billedTeam();
    await use([requestOf(team)]);
    const batches = Array.from({ length: 40 }, () => [requestOf(team), requestOf(team)]);
    const storing = Promise.all(
      [0, 1].map(async (half) => {
        for (const batch of batches.filter((_, index) => index % 2 === half))
          await use(batch, FEBRUARY_FIRST);
      }),
    );
    await close(FEBRUARY_FIRST);
    const whileStoring = await invoicesOf(team);
    await storing;
    await close(MARCH_FIRST);
    const invoices = await invoicesOf(team);
    expect(whileStoring).toHaveLength(1);
    expect(invoices).toHaveLength(2);
    expect(invoices.at(-1)).toEqual(whileStoring[0]);
    const lines = (await Promise.all(invoices.map((invoice) => linesOf(team, invoice)))).flat();
    expect(lines.reduce((sum, { quantity }) => sum + quantity, 0n)).toBe(81_000_000n);
    expect(invoices.reduce((sum, { subtotalPico }) => sum + subtotalPico, 0n)).toBe(81n * 10n ** 10n);
  });

  test("whoever stores usage while a period is closed waits, and books it afterwards", async () => {
    const team = await billedTeam();
    const [isHeld, mayGo] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const closing = db.database.inSystem(async (tx) => {
      await lockPeriods(tx, team.teamId);
      isHeld.resolve();
      await mayGo.promise;
      await tx.$executeRaw`
        INSERT INTO invoices (team_id, id, state, currency, period_start, period_end, subtotal_pico, subtotal_minor, total_minor, bill_to, created_at)
        VALUES (${team.teamId}::uuid, ${newId()}::uuid, 'draft', 'USD', '2026-01-01Z', '2026-02-01Z', 0, 0, 0, '{}', now())`;
    });
    await isHeld.promise;
    const storing = use([requestOf(team)], FEBRUARY_FIRST);
    mayGo.resolve();
    await Promise.all([closing, storing]);
    const entries = await db.sql("SELECT at FROM ledger_entries WHERE team_id = $1", [team.teamId]);
    expect(entries).toEqual([{ at: new Date("2026-02-01T00:00:00Z") }]);
  });
});

test("lines count by the rule that records are rated by, whatever the records", async () => {
  const count = fc.integer({ min: 0, max: 2_000_000_000 });
  const records = fc.array(
    fc.record({
      outcome: fc.constantFrom("answered" as const, "cancelled" as const, "failed" as const),
      inputTokens: count,
      cachedInputTokens: count,
      outputTokens: count,
    }),
    { minLength: 1, maxLength: 20 },
  );
  const rates = [
    { unit: "input_token", pricePico: 10_000n },
    { unit: "cached_input_token", pricePico: 1_000n },
  ] as const;
  await fc.assert(
    fc.asyncProperty(records, async (used) => {
      const team = await billedTeam();
      await use(used.map((record) => requestOf(team, record)));
      await close(FEBRUARY_FIRST);
      const [invoice] = await invoicesOf(team);
      const lines = invoice ? await linesOf(team, invoice) : [];
      for (const one of rates) {
        const expected = used.reduce((sum, record) => sum + (billable(record)[one.unit] ?? 0n), 0n);
        const line = lines.find(({ unit }) => unit === one.unit);
        expect(line?.quantity ?? 0n).toBe(expected);
      }
      const total = used.reduce((sum, record) => sum + rate({ rates: [...rates] }, billable(record)), 0n);
      expect(invoice?.subtotalPico ?? 0n).toBe(total);
    }),
    { numRuns: 25 },
  );
}, 60_000);

test("no invoice holds what was used after its period", async () => {
  const team = await billedTeam();
  await use([requestOf(team, { at: new Date("2026-01-31T23:59:59.999Z") })]);
  await use([requestOf(team, { at: new Date("2026-02-01T00:00:00.000Z") })]);
  await close(FEBRUARY_FIRST);
  expect(await invoicesOf(team)).toMatchObject([{ subtotalMinor: 1n }]);
});
