import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closingMovements, returnMovements } from "./invoice-movements.ts";
import { invoiceTotals } from "./invoice-totals.ts";
import { minorToPico, roundToMinor } from "./round.ts";

const CENT = 10n ** 10n;
const VAT = [{ name: "VAT", percentE4: 190_000n }];
const linesOf = (picos: readonly bigint[], currency = "USD") =>
  picos.map((amountPico) => ({
    kind: "usage" as const,
    amountPico,
    amountMinor: roundToMinor(amountPico, currency),
  }));
const HALVES = linesOf([CENT / 2n, CENT / 2n, CENT / 2n]);

describe("totals of an invoice", () => {
  test.each([
    ["no credit takes nothing", 0n, [], { creditMinor: 0n, taxMinor: 0n, totalMinor: 3n }],
    [
      "credit for all leaves nothing of rounding",
      (CENT / 2n) * 3n,
      VAT,
      { creditMinor: 3n, taxMinor: 0n, totalMinor: 0n },
    ],
    ["credit for a third takes a third", CENT / 2n, [], { creditMinor: 1n, taxMinor: 0n, totalMinor: 2n }],
    ["tax is on what credit leaves", 0n, VAT, { creditMinor: 0n, taxMinor: 1n, totalMinor: 4n }],
  ])("%s", (_, creditPico, rates, expected) => {
    const totals = invoiceTotals(HALVES, { creditPico, currency: "USD", rates });
    expect(totals).toMatchObject({ subtotalPico: (CENT / 2n) * 3n, subtotalMinor: 3n, ...expected });
  });

  test("nothing used is nothing owed", () => {
    expect(invoiceTotals([], { creditPico: 0n, currency: "USD", rates: VAT })).toMatchObject({
      totalMinor: 0n,
    });
  });

  test("whatever the lines, credit and tax: the parts add up, none is below zero, and the ledger's books say the same", () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(1n, 10n ** 16n), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 1_000 }),
        fc.constantFrom("USD", "JPY", "KWD", "ISK"),
        fc.bigInt(0n, 500_000n),
        (picos, share, currency, percentE4) => {
          const subtotal = picos.reduce((sum, pico) => sum + pico, 0n);
          const creditPico = (subtotal * BigInt(share)) / 1_000n;
          const rates = [{ name: "VAT", percentE4 }];
          const totals = invoiceTotals(linesOf(picos, currency), { creditPico, currency, rates });
          const { subtotalPico, subtotalMinor, creditMinor, taxMinor, totalMinor } = totals;
          expect(subtotalPico).toBe(subtotal);
          expect(totalMinor).toBe(subtotalMinor - creditMinor + taxMinor);
          for (const amount of [creditMinor, taxMinor, subtotalMinor - creditMinor])
            expect(amount).toBeGreaterThanOrEqual(0n);
          if (creditPico === subtotal) expect(totalMinor).toBe(0n);

          const moves = closingMovements({ ...totals, currency, creditPico });
          expect(balance(moves, "due")).toBe(minorToPico(totalMinor, currency));
          expect(balance(moves, "receivable")).toBe(creditPico - subtotal);
          expect(balance(moves, "tax")).toBe(-minorToPico(taxMinor, currency));
          for (const { amountPico } of moves) expect(amountPico).toBeGreaterThan(0n);
        },
      ),
    );
  });

  test("what is taken back goes where it is to go, with its tax", () => {
    const back = {
      kind: "credit_note",
      currency: "USD",
      to: "cash",
      amountMinor: 119n,
      taxMinor: 19n,
    } as const;
    expect(returnMovements(back)).toEqual([
      { kind: "credit_note", debit: "returned", credit: "cash", amountPico: 100n * CENT },
      { kind: "tax", debit: "tax", credit: "cash", amountPico: 19n * CENT },
    ]);
  });
});

function balance(moves: ReturnType<typeof closingMovements>, account: string): bigint {
  return moves.reduce(
    (sum, { debit, credit, amountPico }) =>
      sum + (debit === account ? amountPico : 0n) - (credit === account ? amountPico : 0n),
    0n,
  );
}
