import type { Context, Database } from "@millrace/db";
import { listDeployments } from "@millrace/deployments";
import { systemActor, systemClock } from "@millrace/kernel";
import { listKeys } from "@millrace/keys";
import { latency, listRequests, usageBy, usageSeries, usageTotals } from "@millrace/metering";
import type { Benchmark, Scenario } from "../benchmark.ts";
import { type FilledDatabase, startFilledDatabase } from "../database/filled-database.ts";
import { closedLoop } from "../load/closed-loop.ts";
import { prepared, until } from "../prepared.ts";

const FULL = { teams: 20, recordsPerTeam: 25_000, days: 30 };
const QUICK = { teams: 3, recordsPerTeam: 500, days: 30 };
const DAY_MS = 86_400_000;
const RATIO_MAX = 1.15;
const REQUESTS_SHOWN = 25;

/** What the busiest pages read, at once, as the pages do. */
const PAGES: Record<string, (ctx: Context) => Promise<unknown>> = {
  overview: (ctx) => {
    const filter = lastDays(1);
    return Promise.all([
      listDeployments(ctx),
      listKeys(ctx),
      usageTotals(ctx, filter),
      usageTotals(ctx, lastDays(30)),
      latency(ctx, filter),
      usageSeries(ctx, { ...filter, bucket: "hour", groupBy: "deployment" }),
    ]);
  },
  usage: (ctx) => {
    const filter = lastDays(30);
    return Promise.all([
      listDeployments(ctx),
      listKeys(ctx),
      usageTotals(ctx, filter),
      latency(ctx, filter),
      usageSeries(ctx, { ...filter, bucket: "day", groupBy: "key" }),
      usageBy(ctx, filter, "key"),
      listRequests(ctx, { ...filter, limit: REQUESTS_SHOWN }),
    ]);
  },
  "deployments and keys": (ctx) => Promise.all([listDeployments(ctx), listKeys(ctx)]),
};

/** What it costs that the database itself keeps teams apart. */
export const rowLevelSecurity: Benchmark = {
  name: "row-level-security",
  method: `What the busiest pages read, one reader, through the application's role against the same reads through a role with the same grants that row-level security does not hold for; one PostgreSQL with ${FULL.teams} teams of ${FULL.recordsPerTeam} usage records each.`,
  pace: { rounds: 7, warmUpMs: 500, measureMs: 2_500 },
  prepare: (size) =>
    prepared(async (started) => {
      const database = until(started, await startFilledDatabase(size === "full" ? FULL : QUICK));
      await assertSame(database);
      return Object.keys(PAGES).map((name) => scenario(name, database));
    }),
};

function scenario(name: string, { teamId, confined, open }: FilledDatabase): Scenario {
  const subject = (label: string, database: Database) => ({
    name: label,
    measure: (timing: { warmUpMs: number; measureMs: number }) =>
      closedLoop(1, timing, async () => {
        await PAGES[name]?.(contextOf(database, teamId));
      }),
  });
  return {
    name,
    metrics: [
      { name: "p50Ms", against: "ratio", wanted: { atMost: RATIO_MAX } },
      { name: "p99Ms", against: "ratio" },
    ],
    subjects: [subject("with row-level security", confined), subject("without", open)],
  };
}

/** Both ways must read the same, and something. */
async function assertSame({ teamId, confined, open }: FilledDatabase): Promise<void> {
  const filter = lastDays(30);
  const read = (database: Database) => usageTotals(contextOf(database, teamId), filter);
  const [one, other] = [await read(confined), await read(open)];
  if (one.requests === 0 || one.requests !== other.requests)
    throw new Error("the two roles read differently");
}

function contextOf(database: Database, teamId: string): Context {
  return { database, clock: systemClock, actor: systemActor(teamId) };
}

function lastDays(days: number): { from: Date; to: Date } {
  const to = new Date(Math.ceil(Date.now() / DAY_MS) * DAY_MS);
  return { from: new Date(to.getTime() - days * DAY_MS), to };
}
