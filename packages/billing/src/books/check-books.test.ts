import { newId } from "@millrace/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  at,
  type BilledTeam,
  billedTeam,
  db,
  FEBRUARY,
  FEBRUARY_FIRST,
  JANUARY,
  operator,
  requestOf,
  use,
} from "../billing.fixture.ts";
import {
  closeInvoices,
  createCreditNote,
  expireCredit,
  giveCredit,
  listBooks,
  listInvoices,
  markPaid,
  proveBooks,
  type TeamBooks,
  voidInvoice,
  writeOffInvoice,
} from "../index.ts";
import { VAT } from "../invoices/invoices.fixture.ts";

const CENT = 10n ** 10n;
const NEW_YEAR = new Date("2026-01-01T00:00:00Z");

const booksOf = (team: BilledTeam): Promise<TeamBooks> => proveBooks(team.as("billing"));
const give = ({ teamId }: BilledTeam, cents: number, expiresAt: Date | null = null) =>
  giveCredit(at(NEW_YEAR), operator(), {
    ...{
      teamId,
      kind: "paid",
      name: "Pack",
      amountPico: BigInt(cents) * CENT,
      operationId: newId(),
      expiresAt,
    },
  });

/** January with credit is invoiced, and February has begun. */
async function busyTeam(): Promise<BilledTeam> {
  const team = await billedTeam();
  await give(team, 30);
  await give(team, 5, new Date("2026-01-25T00:00:00Z"));
  await use([requestOf(team, { inputTokens: 50_300_000 }), requestOf(team, { inputTokens: 7 })]);
  await closeInvoices({ ...at(FEBRUARY_FIRST), taxRates: VAT });
  await expireCredit(at(FEBRUARY));
  await use([requestOf(team, { at: FEBRUARY }), requestOf(team, { at: JANUARY })], FEBRUARY);
  return team;
}

describe("the books of a team", () => {
  test("balance to the pico, from usage to what is owed", async () => {
    const books = await booksOf(await busyTeam());
    expect(books).toMatchObject({
      isBalanced: true,
      differences: [],
      sums: {
        usagePico: 523_000_070_000n,
        chargedPico: 523_000_070_000n,
        invoicedPico: 503_000_070_000n,
        openPico: 2n * CENT,
        countedPico: 523_000_070_000n,
        creditUsedPico: 35n * CENT,
        creditDrawnPico: 35n * CENT,
      },
    });
    expect(books.accounts.reduce((sum, { balancePico }) => sum + balancePico, 0n)).toBe(0n);
  });

  test("of a team without any use are empty and balance", async () => {
    expect(await booksOf(await billedTeam())).toMatchObject({ isBalanced: true, sums: { usagePico: 0n } });
  });

  test("balance whatever happens to the invoice", async () => {
    const step = fc.constantFrom(
      "pay",
      "void",
      "write off",
      "owed",
      "refund",
      "credit",
      "use",
      "late",
      "close",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 90 }),
        async (steps, cents) => {
          const team = await billedTeam();
          await give(team, cents);
          await use([requestOf(team, { inputTokens: 60_500_001 })]);
          await closeInvoices({ ...at(FEBRUARY_FIRST), taxRates: VAT });
          const [invoice] = await listInvoices(team.as("owner"));
          const which = { teamId: team.teamId, id: String(invoice?.id) };
          const ctx = at(FEBRUARY);
          for (const one of steps) {
            const doing = {
              pay: () => markPaid(ctx, operator(), { ...which, note: "cash" }),
              void: () => voidInvoice(ctx, operator(), { ...which, reason: "x" }),
              "write off": () => writeOffInvoice(ctx, operator(), { ...which, reason: "x" }),
              owed: () => note("owed"),
              refund: () => note("refund"),
              credit: () => note("credit"),
              use: () => use([requestOf(team, { at: FEBRUARY })], FEBRUARY),
              late: () => use([requestOf(team)], FEBRUARY),
              close: () => closeInvoices({ ...at(new Date("2026-03-02T00:00:00Z")), taxRates: VAT }),
            }[one];
            await Promise.resolve(doing()).catch((error) =>
              expect(error).toMatchObject({ kind: "conflict" }),
            );
            expect((await booksOf(team)).differences).toEqual([]);
          }
          expect(await booksOf(team)).toMatchObject({ isBalanced: true });

          function note(outcome: "owed" | "refund" | "credit") {
            const { teamId, id: invoiceId } = which;
            return createCreditNote(ctx, operator(), {
              ...{ teamId, invoiceId, amountMinor: 7n, reason: "x", outcome, operationId: newId() },
            });
          }
        },
      ),
      { numRuns: 12 },
    );
  }, 90_000);

  test("are proven as of one moment, while usage is being stored", async () => {
    const team = await billedTeam();
    const storing = (async () => {
      for (let batch = 0; batch < 30; batch++) await use([requestOf(team)]);
    })();
    for (let proof = 0; proof < 10; proof++) expect(await booksOf(team)).toMatchObject({ isBalanced: true });
    await storing;
  });
});

describe("whatever is changed by hand is named", () => {
  const HANDS: [string, string, string][] = [
    [
      "a record's amount",
      "UPDATE usage_records SET amount_pico = amount_pico + 1 WHERE id = (SELECT id FROM usage_records WHERE team_id = $1 AND amount_pico > 0 LIMIT 1)",
      "charges counters",
    ],
    [
      "a record that is gone",
      "DELETE FROM usage_records WHERE id = (SELECT id FROM usage_records WHERE team_id = $1 AND amount_pico > 0 LIMIT 1)",
      "charges counters",
    ],
    [
      "a record without its charge",
      "UPDATE usage_records SET charge_id = NULL WHERE id = (SELECT id FROM usage_records WHERE team_id = $1 AND amount_pico > 0 LIMIT 1)",
      "usage charges",
    ],
    [
      "a charge",
      "UPDATE ledger_entries SET amount_pico = amount_pico + 1 WHERE id = (SELECT id FROM ledger_entries WHERE team_id = $1 AND kind = 'charge' AND at < '2026-02-01Z' LIMIT 1)",
      "charges invoices accounts",
    ],
    [
      "a charge that is gone",
      "DELETE FROM ledger_entries WHERE team_id = $1 AND kind = 'charge' AND at > '2026-02-01Z'",
      "charges",
    ],
    [
      "a line",
      "UPDATE invoice_lines SET amount_pico = amount_pico + 1 WHERE team_id = $1 AND position = 1",
      "invoices",
    ],
    [
      "a line that is gone",
      "DELETE FROM invoice_lines WHERE team_id = $1 AND position = 1",
      "invoices totals",
    ],
    [
      "an invoice's total",
      "UPDATE invoices SET total_minor = total_minor + 1 WHERE team_id = $1",
      "totals accounts",
    ],
    [
      "a counter",
      "UPDATE quota_counters SET spend_pico = spend_pico - 1 WHERE team_id = $1 AND scope = 'key' AND period = 'total'",
      "counters",
    ],
    [
      "a counter that is gone",
      "DELETE FROM quota_counters WHERE team_id = $1 AND scope = 'team' AND period = 'month' AND starts_at = '2026-01-01Z'",
      "counters",
    ],
    [
      "a grant",
      "UPDATE credit_grants SET used_pico = used_pico - 1 WHERE team_id = $1 AND expires_at IS NULL",
      "grants accounts",
    ],
    [
      "a draw that is gone",
      "DELETE FROM ledger_entries WHERE team_id = $1 AND kind = 'draw'",
      "grants accounts",
    ],
    [
      "a payment out of nothing",
      "INSERT INTO ledger_entries (team_id, id, at, kind, currency, debit, credit, amount_pico, operation_id) VALUES ($1, gen_random_uuid(), now(), 'payment', 'USD', 'cash', 'due', 1, 'forged')",
      "accounts",
    ],
  ];

  test.each(HANDS)("%s", async (_, statement, expected) => {
    const team = await busyTeam();
    await db.sql(statement, [team.teamId]);
    const books = await booksOf(team);
    expect(books.isBalanced).toBe(false);
    expect([...new Set(books.differences.map(({ check }) => check))]).toEqual(expected.split(" "));
  });

  test("by its id, with both amounts, and in nobody else's books", async () => {
    const [team, other] = [await busyTeam(), await busyTeam()];
    const [grant] = await db.sql(
      "UPDATE credit_grants SET used_pico = 7 WHERE team_id = $1 AND expires_at IS NULL RETURNING id",
      [team.teamId],
    );
    const { differences } = await booksOf(team);
    expect(differences[0]).toEqual({
      check: "grants",
      name: grant?.id,
      expectedPico: 30n * CENT,
      actualPico: 7n,
    });
    expect(await booksOf(other)).toMatchObject({ isBalanced: true });
    const all = await listBooks(at(FEBRUARY), operator());
    expect(all.find(({ teamId }) => teamId === team.teamId)).toMatchObject({ isBalanced: false });
    expect(all.at(-1)).toMatchObject({ isBalanced: true });
    expect(new Set(all.map(({ teamId }) => teamId)).size).toBe(all.length);
  });
});

test("the books are read by whoever reads invoices, and all of them by operators", async () => {
  const team = await billedTeam();
  await expect(proveBooks(team.as("developer"))).rejects.toMatchObject({ code: "teams.not_allowed" });
  await expect(listBooks(at(JANUARY), operator({ isOperator: false }))).rejects.toMatchObject({
    code: "teams.no_such_page",
  });
});
