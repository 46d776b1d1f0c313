import type { Context } from "@millrace/db";
import { listDeployments } from "@millrace/deployments";
import { systemActor } from "@millrace/kernel";
import { listKeys } from "@millrace/keys";
import {
  type ExploreUsageInput,
  exploreUsage,
  forecastUsage,
  latency,
  listRequests,
  type UsageFilter,
} from "@millrace/metering";
import type { Benchmark, Scenario, Size } from "../benchmark.ts";
import { prepared, until } from "../prepared.ts";
import { quantile } from "../statistics.ts";
import { usageId } from "../usage/generate-usage.ts";
import { startUsageDatabase } from "../usage/usage-database.ts";

/** A Wednesday afternoon: a day, a week and a month have begun. */
const NOW = new Date("2026-06-17T14:37:21Z");
const ROWS: Record<Size, number> = { full: 10_000_000, quick: 50_000 };
const RUNS: Record<Size, number> = { full: 30, quick: 3 };
const P95_MS_MAX = 300;
const REQUESTS_SHOWN = 25;
const DAY_MS = 86_400_000;

const DAY = { from: new Date("2026-06-16T15:00:00Z"), to: new Date("2026-06-17T15:00:00Z") };
const YEAR = { from: new Date("2025-07-01T00:00:00Z"), to: new Date("2026-07-01T00:00:00Z") };
const RARE = { keyId: usageId("key", [1, 49]) };
const MEMBER = { memberId: usageId("member", [1, 3]) };

type Asked = Omit<ExploreUsageInput, "measure">;

/** What the page asks for, each by itself. */
const QUERIES: Record<string, (ctx: Context) => Promise<unknown>> = {
  "explore a day by the hour, by model": explored({ ...DAY, bucket: "hour", groupBy: "model" }),
  "explore 30 days, by key": explored({ ...lastDays(30), bucket: "day", groupBy: "key" }),
  "explore 30 days by the hour, by key": explored({ ...lastDays(30), bucket: "hour", groupBy: "key" }),
  "explore 90 days, by member": explored({ ...lastDays(90), bucket: "day", groupBy: "member" }),
  "explore 12 months, by model": explored({ ...YEAR, bucket: "month", groupBy: "model" }),
  "explore 12 months by the day, by key": explored({ ...YEAR, bucket: "day", groupBy: "key" }),
  "explore 12 months of a member, by deployment": explored({
    ...YEAR,
    ...MEMBER,
    bucket: "month",
    groupBy: "deployment",
  }),
  "forecast of everything": (ctx) => forecastUsage(ctx, {}, "cost"),
  "latency of a rare key in 12 months": (ctx) => latency(ctx, { ...YEAR, ...RARE }),
  "newest requests in 12 months": requests(YEAR),
  "newest requests of a rare key in 12 months": requests({ ...YEAR, ...RARE }),
  "newest failures of a member in 12 months": requests({ ...YEAR, ...MEMBER, outcome: "failed" }),
};

/** All that a page asks for, at once, as the page does. */
const PAGES: Record<string, (ctx: Context) => Promise<unknown>> = {
  "page of a day by the hour, by model": page({ ...DAY, bucket: "hour", groupBy: "model" }),
  "page of 30 days, by key": page({ ...lastDays(30), bucket: "day", groupBy: "key" }),
  "page of 12 months, by member": page({ ...YEAR, bucket: "month", groupBy: "member" }),
};

/** Does the usage page stay quick with ten million requests? */
export const explorer: Benchmark = {
  name: "explorer",
  method: `The queries of the usage page, each by itself and all of a page at once, ${RUNS.full} times a round by one reader, of a team with half of ${ROWS.full} generated usage records over 13 months: 20 deployments, 50 keys of 8 members, 4 models.`,
  pace: { rounds: 3, warmUpMs: 0, measureMs: 0 },
  prepare: (size) =>
    prepared(async (started) => {
      const { database, records, hours, generatedInSeconds } = until(
        started,
        await startUsageDatabase({ rows: ROWS[size], seed: 1, until: NOW }),
      );
      const clock = { now: () => NOW, monotonicMs: () => performance.now() };
      const ctx = { database, clock, actor: systemActor(usageId("team", [1])) };
      await assertAll(ctx, records);
      const note = `${records} records and ${hours} hours of them, generated in ${Math.round(generatedInSeconds)} s`;
      return Object.entries({ ...QUERIES, ...PAGES }).map(([name, read], index) => ({
        ...scenario(name, RUNS[size], () => read(ctx)),
        ...(index === 0 ? { note } : {}),
      }));
    }),
};

function scenario(name: string, runs: number, read: () => Promise<unknown>): Scenario {
  return {
    name,
    metrics: [
      { name: "p95Ms", against: "alone", wanted: { atMost: P95_MS_MAX } },
      { name: "p50Ms", against: "alone" },
    ],
    subjects: [{ name: "Millrace", measure: () => timed(runs, read) }],
  };
}

/** The first reading, which finds the rows on the disk, does not count. */
async function timed(runs: number, read: () => Promise<unknown>): Promise<{ p95Ms: number; p50Ms: number }> {
  await read();
  const latenciesMs: number[] = [];
  while (latenciesMs.length < runs) {
    const startMs = performance.now();
    await read();
    latenciesMs.push(performance.now() - startMs);
  }
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  return { p95Ms: quantile(sorted, 0.95), p50Ms: quantile(sorted, 0.5) };
}

/** The team has half of what there is, and the page sees all of it. */
async function assertAll(ctx: Context, records: number): Promise<void> {
  const whole = { from: new Date("2025-05-17T00:00:00Z"), to: new Date("2026-06-18T00:00:00Z") };
  const asked = { ...whole, bucket: "month", groupBy: "none", measure: "cost" } as const;
  const { totals } = await exploreUsage(ctx, asked);
  if (totals.now.requests !== records / 2) throw new Error(`the page sees ${totals.now.requests} requests`);
}

function explored(asked: Asked) {
  return (ctx: Context) => exploreUsage(ctx, { ...asked, measure: "cost" });
}

function requests(filter: UsageFilter) {
  return (ctx: Context) => listRequests(ctx, { ...filter, limit: REQUESTS_SHOWN });
}

function page(asked: Asked) {
  const { bucket: _bucket, groupBy: _groupBy, ...filter } = asked;
  return (ctx: Context) =>
    Promise.all([
      listKeys(ctx),
      listDeployments(ctx),
      explored(asked)(ctx),
      latency(ctx, filter),
      forecastUsage(ctx, {}, "cost"),
      requests(filter)(ctx),
    ]);
}

/** Whole days, of which the last one has begun. */
function lastDays(days: number): { from: Date; to: Date } {
  const to = new Date(Math.ceil(NOW.getTime() / DAY_MS) * DAY_MS);
  return { from: new Date(to.getTime() - days * DAY_MS), to };
}
