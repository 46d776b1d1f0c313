import type { SystemContext, SystemTx } from "@millrace/db";
import { type Period, parseInput, periodOf } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { loadPricesOf, type NewPrice, newPriceSchema, type Rate } from "@millrace/prices";
import { requireOperator } from "@millrace/teams";
import { z } from "zod";
import { monthCost, tierDiscount } from "../rules/month-cost.ts";
import { sumMonth, sumTiered, type TeamMonth } from "./store.ts";

/** Teams beyond this many are in the sum alone. */
const LISTED_MAX = 200;

const inputSchema = z.object({
  price: newPriceSchema,
  /** Any moment of the calendar month (UTC); absent: the last one that is over. */
  month: z.date().optional(),
});

export type PreviewedTeam = {
  teamId: string;
  handle: string;
  name: string;
  /** What the month was charged, less what tiers took off. */
  beforePico: bigint;
  /** What the same usage costs at the new price. */
  afterPico: bigint;
};

export type PricePreview = {
  period: Period;
  /** How many teams used the model. */
  teamCount: number;
  /** At most 200, those for whom most changes first. */
  teams: PreviewedTeam[];
  /** Of all teams. */
  beforePico: bigint;
  afterPico: bigint;
};

/**
 * What a month's usage would have cost at a price that is not published yet, beside what it was charged: of the team that it is
 * for or, for everybody's, of all that have no price of their own when it takes effect. By when something was used, as usage
 * pages have it, in picos and before any rounding. For operators; Fault `not_found` for others, `invalid`
 * `metering.preview_invalid`.
 */
export async function previewPrice(
  { database, clock }: SystemContext,
  session: Session,
  input: { price: NewPrice; month?: Date | undefined },
): Promise<PricePreview> {
  const { price, month } = parseInput(inputSchema, input, "metering.preview_invalid");
  requireOperator(session);
  const period = periodOf(month ?? monthBefore(clock.now()));
  return database.inSystem(async (tx) => {
    const months = await sumMonth(tx, { ...price, period });
    const discounts = await discountsOf(tx, { ...price, period, months });
    const teams = months.map(({ quantities, chargedPico, ...team }) => ({
      ...team,
      beforePico: chargedPico + (discounts.get(team.teamId) ?? 0n),
      afterPico: monthCost(price.rates, quantities),
    }));
    return {
      period,
      teamCount: teams.length,
      teams: teams.sort((left, right) => Number(change(right) - change(left))).slice(0, LISTED_MAX),
      beforePico: teams.reduce((sum, { beforePico }) => sum + beforePico, 0n),
      afterPico: teams.reduce((sum, { afterPico }) => sum + afterPico, 0n),
    };
  });
}

type Wanted = { modelName: string; currency: string; period: Period; months: readonly TeamMonth[] };

/** What tiers of the versions that were in force took off, by team. Single records are read only where there were any. */
async function discountsOf(
  tx: SystemTx,
  { modelName, currency, period, months }: Wanted,
): Promise<Map<string, bigint>> {
  const teamIds = months.map(({ teamId }) => teamId);
  const versions = await loadPricesOf(tx, { modelNames: [modelName], teamIds });
  const tiered = new Map<string, Rate[]>(
    versions
      .filter((version) => version.currency === currency && version.rates.some(({ tiers }) => tiers))
      .map(({ id, rates }) => [id, rates]),
  );
  const discounts = new Map<string, bigint>();
  if (tiered.size === 0) return discounts;
  for (const used of await sumTiered(tx, { period, teamIds, versionIds: [...tiered.keys()] })) {
    const discount = tierDiscount(tiered.get(used.priceVersionId) ?? [], used.quantities);
    discounts.set(used.teamId, (discounts.get(used.teamId) ?? 0n) + discount);
  }
  return discounts;
}

function change({ beforePico, afterPico }: PreviewedTeam): bigint {
  return afterPico > beforePico ? afterPico - beforePico : beforePico - afterPico;
}

function monthBefore(now: Date): Date {
  return new Date(periodOf(now).start.getTime() - 1);
}
