import type { Context } from "@millrace/db";
import { parseInput, periodOf } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { FORECAST_DAYS, type Forecast, forecastMonth } from "../rules/forecast-month.ts";
import { sumDays } from "./store.ts";
import { MEASURES, type Measure, type UsageThings, usageThingsSchema } from "./usage-filter.ts";

const DAY_MS = 86_400_000;

/**
 * What this calendar month (UTC) comes to, of everything or of some things; in requests, tokens or picos as the measure says.
 * Null where less than 7 full days are known of it. Fault `invalid` `metering.filter_invalid`.
 */
export async function forecastUsage(
  { database, clock, actor }: Context,
  input: UsageThings,
  measure: Measure,
): Promise<Forecast | null> {
  const things = parseInput(usageThingsSchema, input, "metering.filter_invalid");
  const measured = parseInput(z.enum(MEASURES), measure, "metering.filter_invalid");
  requirePermission(actor, "usage.read");
  const now = clock.now();
  const month = periodOf(now);
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const from = new Date(Math.min(month.start.getTime(), today - FORECAST_DAYS * DAY_MS));
  const filter = { ...things, from, to: month.end };
  const days = await database.inTeam(actor.teamId, (tx) =>
    sumDays(tx, actor.teamId, { filter, measure: measured }),
  );
  return forecastMonth(days, now);
}
