import type { Context } from "@millrace/db";
import { periodOf } from "@millrace/kernel";
import { type UsageGroup, type UsageTotals, usageBy, usageTotals } from "@millrace/metering";
import { type Share, sharesOf } from "./shares.ts";

/** This month and those before it. */
const MONTHS = 6;

export type BilledMonth = { start: Date; totals: UsageTotals };

export type BillingFigures = {
  /** The current one first. */
  months: BilledMonth[];
  byModel: Share[];
  byDeployment: Share[];
};

/** What the months of the team came to so far, and what this one is made of. */
export async function readBilling(ctx: Context): Promise<BillingFigures> {
  const spans = lastMonths(ctx.clock.now());
  const [current] = spans;
  const filter = { from: current.start, to: current.end };
  const [months, models, deployments] = await Promise.all([
    Promise.all(spans.map((span) => readMonth(ctx, span))),
    usageBy(ctx, filter, "model"),
    usageBy(ctx, filter, "deployment"),
  ]);
  const whole = months[0]?.totals;
  const shares = (groups: UsageGroup[]) => (whole ? sharesOf(groups, whole) : []);
  return { months, byModel: shares(models), byDeployment: shares(deployments) };
}

type Month = { start: Date; end: Date };

function lastMonths(now: Date): [Month, ...Month[]] {
  const current = periodOf(now);
  const months: [Month, ...Month[]] = [current];
  let { start } = current;
  while (months.length < MONTHS) {
    const before = periodOf(new Date(start.getTime() - 1));
    months.push(before);
    ({ start } = before);
  }
  return months;
}

async function readMonth(ctx: Context, { start, end }: Month): Promise<BilledMonth> {
  return { start, totals: await usageTotals(ctx, { from: start, to: end }) };
}
