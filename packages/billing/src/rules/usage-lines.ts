import { Fault } from "@millrace/kernel";
import type { Rate, Unit } from "@millrace/prices";
import { roundToMinor } from "./round.ts";

/** What was used of one deployment and model at one price, added up. */
export type UsageSum = {
  /** Used in a period whose invoice was closed before it was stored. */
  readonly isLate: boolean;
  readonly deploymentId: string;
  /** What the deployment is called, or was. */
  readonly deploymentName: string;
  readonly modelName: string;
  readonly priceVersionId: string;
  readonly quantities: Readonly<Partial<Record<Unit, bigint>>>;
  /** What the records of it were rated, added up. */
  readonly amountPico: bigint;
};

/** A line before it has a place: quantity × unit price is its amount, exactly. */
export type UsageLine = {
  readonly kind: "usage" | "late_usage";
  readonly description: string;
  readonly modelName: string;
  readonly deploymentId: string;
  readonly priceVersionId: string;
  readonly unit: Unit;
  readonly quantity: bigint;
  readonly unitPricePico: bigint;
  readonly amountPico: bigint;
  /** Rounded once, here. */
  readonly amountMinor: bigint;
};

/**
 * A line for each unit that was used and costs something. What is free has none. Fault `internal` `billing.lines_differ`
 * where the lines of a sum are not what its records were rated.
 */
export function usageLines(
  sums: readonly UsageSum[],
  { ratesOf, currency }: { ratesOf: ReadonlyMap<string, readonly Rate[]>; currency: string },
): UsageLine[] {
  return sums.flatMap((sum) => {
    const lines = linesOf(sum, ratesOf.get(sum.priceVersionId) ?? [], currency);
    const total = lines.reduce((amount, line) => amount + line.amountPico, 0n);
    if (total !== sum.amountPico) throw linesDiffer(sum, total);
    return lines;
  });
}

function linesOf(sum: UsageSum, rates: readonly Rate[], currency: string): UsageLine[] {
  const { isLate, deploymentName, modelName, deploymentId, priceVersionId, quantities } = sum;
  return rates.flatMap(({ unit, pricePico }) => {
    const quantity = quantities[unit] ?? 0n;
    const amountPico = quantity * pricePico;
    if (amountPico === 0n) return [];
    return {
      kind: isLate ? ("late_usage" as const) : ("usage" as const),
      description: deploymentName,
      ...{ modelName, deploymentId, priceVersionId, unit, quantity },
      unitPricePico: pricePico,
      amountPico,
      amountMinor: roundToMinor(amountPico, currency),
    };
  });
}

function linesDiffer({ modelName, priceVersionId, amountPico }: UsageSum, total: bigint): Fault {
  return new Fault({
    kind: "internal",
    code: "billing.lines_differ",
    message: "An invoice's lines are not what its usage was rated, so that it was not closed.",
    internal: `${modelName} at ${priceVersionId}: lines ${total}, records ${amountPico}`,
  });
}
