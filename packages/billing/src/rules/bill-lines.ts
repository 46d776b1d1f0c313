import type { Period } from "@millrace/kernel";
import { discountOf, type Rate } from "@millrace/prices";
import { type PlanPart, shareOf } from "./plan-parts.ts";
import { minorToPico, roundToMinor } from "./round.ts";
import type { UsageLine } from "./usage-lines.ts";

/** What tiers take off all usage of a model's unit at one price on an invoice. */
export type DiscountLine = Pick<
  UsageLine,
  "description" | "modelName" | "priceVersionId" | "unit" | "quantity"
> & {
  readonly kind: "discount";
  /** Zero or below; as is the rounded amount. */
  readonly amountPico: bigint;
  readonly amountMinor: bigint;
};

/** A plan's fee for a part of a month, or what the month's usage is below the plan's minimum. */
export type FeeLine = {
  readonly kind: "plan" | "minimum";
  /** The plan, or what its provider says. */
  readonly description: string;
  readonly quantity: bigint;
  readonly amountPico: bigint;
  readonly amountMinor: bigint;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
};

type Priced = { ratesOf: ReadonlyMap<string, readonly Rate[]>; currency: string };

/** A line for each price with tiers that were reached. Rounded once, and never to more than its usage was. */
export function discountLines(lines: readonly UsageLine[], { ratesOf, currency }: Priced): DiscountLine[] {
  const groups = Map.groupBy(lines, ({ priceVersionId, modelName, unit }) =>
    [priceVersionId, modelName, unit].join(" "),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const rate = ratesOf.get(first?.priceVersionId ?? "")?.find(({ unit }) => unit === first?.unit);
    if (first === undefined || rate === undefined) return [];
    const { modelName, priceVersionId, unit } = first;
    const quantity = sumOf(group.map((line) => line.quantity));
    const amountPico = discountOf(rate, quantity);
    if (amountPico === 0n) return [];
    const mostMinor = -sumOf(group.map((line) => line.amountMinor));
    const rounded = roundToMinor(amountPico, currency);
    const isTooMuch = rounded < mostMinor;
    const amountMinor = isTooMuch ? mostMinor : rounded;
    const what = { description: modelName, modelName, priceVersionId, unit, quantity };
    return [{ kind: "discount" as const, ...what, amountPico, amountMinor }];
  });
}

type Month = { period: Period; currency: string };

/** The fees of the plans that no provider bills, by the millisecond. */
export function planLines(parts: readonly PlanPart[], { period, currency }: Month): FeeLine[] {
  return parts
    .filter(({ provider }) => provider === "none")
    .flatMap(({ version, start, end }) => {
      const amountPico = shareOf(minorToPico(version.feeMinor, currency), { start, end }, period);
      if (amountPico === 0n) return [];
      return {
        ...{ kind: "plan" as const, description: version.title, quantity: 1n, startsAt: start, endsAt: end },
        ...{ amountPico, amountMinor: roundToMinor(amountPico, currency) },
      };
    });
}

type Summed = { readonly amountPico: bigint; readonly amountMinor: bigint };

/** What usage, after discounts, is below the least that the plans of a month charge for it; with it, exactly that much. */
export function minimumLines(
  usage: Summed,
  parts: readonly PlanPart[],
  { period, currency }: Month,
): FeeLine[] {
  const withMinimum = parts.filter(({ version }) => version.minimumMinor > 0n);
  const leastPico = sumOf(
    withMinimum.map((part) => shareOf(minorToPico(part.version.minimumMinor, currency), part, period)),
  );
  const amountPico = leastPico - usage.amountPico;
  const amountMinor = roundToMinor(leastPico, currency) - usage.amountMinor;
  const last = withMinimum.at(-1);
  if (last === undefined || amountPico <= 0n || amountMinor <= 0n) return [];
  const what = { kind: "minimum" as const, description: last.version.title, quantity: 1n };
  return [{ ...what, amountPico, amountMinor, startsAt: null, endsAt: null }];
}

export function sumLines(lines: readonly Summed[]): Summed {
  return {
    amountPico: sumOf(lines.map(({ amountPico }) => amountPico)),
    amountMinor: sumOf(lines.map(({ amountMinor }) => amountMinor)),
  };
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}
