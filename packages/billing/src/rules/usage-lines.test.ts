import { newId } from "@millrace/kernel";
import { type Rate, UNITS } from "@millrace/prices";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { roundToMinor } from "./round.ts";
import { type UsageSum, usageLines } from "./usage-lines.ts";

const versionId = newId();
const sum = (changes: Partial<UsageSum>): UsageSum => ({
  isLate: false,
  deploymentId: newId(),
  deploymentName: "embed",
  modelName: "millrace-embed",
  priceVersionId: versionId,
  quantities: {},
  amountPico: 0n,
  ...changes,
});
const lines = (sums: UsageSum[], rates: Rate[], currency = "USD") =>
  usageLines(sums, { ratesOf: new Map([[versionId, rates]]), currency });

describe("lines of usage", () => {
  test("each unit that costs something has one, rounded once; what is free has none", () => {
    const used = sum({ quantities: { request: 3n, input_token: 1_000_000n }, amountPico: 20_005_000_000n });
    const rates: Rate[] = [
      { unit: "request", pricePico: 0n },
      { unit: "input_token", pricePico: 20_005n },
      { unit: "output_token", pricePico: 10n ** 9n },
    ];
    expect(lines([used], rates)).toEqual([
      {
        kind: "usage",
        description: "embed",
        modelName: "millrace-embed",
        deploymentId: used.deploymentId,
        priceVersionId: versionId,
        unit: "input_token",
        quantity: 1_000_000n,
        unitPricePico: 20_005n,
        amountPico: 20_005_000_000n,
        amountMinor: 2n,
      },
    ]);
  });

  test("what came late says so", () => {
    const late = sum({ isLate: true, quantities: { request: 1n }, amountPico: 1n });
    expect(lines([late], [{ unit: "request", pricePico: 1n }])).toMatchObject([{ kind: "late_usage" }]);
  });

  test.each([
    ["more", 3n],
    ["less", 1n],
  ])("lines that come to %s than the records were rated are never written", (_, amountPico) => {
    const used = sum({ quantities: { request: 2n }, amountPico });
    expect(() => lines([used], [{ unit: "request", pricePico: 1n }])).toThrow(
      expect.objectContaining({ code: "billing.lines_differ" }),
    );
  });

  test("usage without a known price is never left out", () => {
    expect(() => lines([sum({ quantities: { request: 1n }, amountPico: 1n })], [])).toThrow(
      expect.objectContaining({ code: "billing.lines_differ" }),
    );
  });

  test("whatever is used at whatever price, the lines are the records' amounts to the pico", () => {
    const quantities = fc.record(Object.fromEntries(UNITS.map((unit) => [unit, fc.bigInt(0n, 10n ** 12n)])));
    const prices = fc.uniqueArray(
      fc.record({ unit: fc.constantFrom(...UNITS), pricePico: fc.bigInt(0n, 10n ** 15n) }),
      { selector: ({ unit }) => unit, minLength: 1 },
    );
    fc.assert(
      fc.property(
        prices,
        fc.array(quantities, { maxLength: 5 }),
        fc.constantFrom("USD", "JPY", "KWD"),
        (rates, used, currency) => {
          const sums = used.map((each) =>
            sum({
              quantities: each,
              amountPico: rates.reduce(
                (total, { unit, pricePico }) => total + (each[unit] ?? 0n) * pricePico,
                0n,
              ),
            }),
          );
          const made = lines(sums, rates, currency);
          const total = (of: readonly { amountPico: bigint }[]) =>
            of.reduce((all, { amountPico }) => all + amountPico, 0n);
          expect(total(made)).toBe(total(sums));
          for (const { quantity, unitPricePico, amountPico, amountMinor } of made) {
            expect(quantity * unitPricePico).toBe(amountPico);
            expect(amountMinor).toBe(roundToMinor(amountPico, currency));
          }
        },
      ),
    );
  });
});
