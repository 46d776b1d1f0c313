import { listModels } from "@millrace/catalog";
import { periodOf } from "@millrace/kernel";
import { exploreUsage, forecastUsage, latency, listRequests } from "@millrace/metering";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { RefreshRegularly } from "../../../../features/frame/refresh-regularly.tsx";
import { bucketStarts } from "../../../../features/range/range.ts";
import { chartOf } from "../../../../features/usage/chart-of.ts";
import { readNames } from "../../../../features/usage/read-names.ts";
import {
  bucketOfQuery,
  bucketsFor,
  daysOf,
  filterOf,
  parseUsageQuery,
  periodOfQuery,
  thingsOf,
} from "../../../../features/usage/usage-query.ts";
import { UsageScreen } from "../../../../features/usage/usage-screen.tsx";
import { requireContext, requireMember } from "../../../../server/session.ts";
import type { PageProps } from "../../../page-props.ts";

const REQUESTS_SHOWN = 25;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("places"))("usage") };
}

export default async function UsagePage({ searchParams }: PageProps) {
  const [ctx, { team }, params] = await Promise.all([
    requireContext("usage.read", "deployments.read", "keys.read"),
    requireMember(),
    searchParams,
  ]);
  const query = parseUsageQuery(params);
  const now = ctx.clock.now();
  const period = periodOfQuery(query, now);
  const filter = filterOf(query, period);
  const bucket = bucketOfQuery(query, period);

  const [names, models, explored, times, forecast, requests] = await Promise.all([
    readNames(ctx),
    listModels(ctx),
    exploreUsage(ctx, { ...filter, bucket, groupBy: query.group, measure: query.show }),
    latency(ctx, filter),
    forecastUsage(ctx, thingsOf(query), query.show),
    listRequests(ctx, { ...filter, after: query.after, limit: REQUESTS_SHOWN }),
  ]);
  return (
    <>
      {!query.after && <RefreshRegularly />}
      <UsageScreen
        query={query}
        names={names}
        modelNames={models.map(({ name }) => name)}
        days={daysOf(period)}
        explored={explored}
        latency={times}
        forecast={forecast}
        monthStart={periodOf(now).start}
        chart={chartOf({ points: explored.points, query, names, buckets: bucketStarts(period, bucket) })}
        bucket={bucket}
        buckets={bucketsFor(period)}
        requests={requests}
        handle={team.handle}
      />
    </>
  );
}
