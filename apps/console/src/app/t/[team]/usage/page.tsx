import { listModels } from "@millrace/catalog";
import { latency, listRequests, usageBy, usageSeries, usageTotals } from "@millrace/metering";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { RefreshRegularly } from "../../../../features/frame/refresh-regularly.tsx";
import { bucketOf, bucketStarts } from "../../../../features/range/range.ts";
import { chartOf } from "../../../../features/usage/chart-of.ts";
import { readNames } from "../../../../features/usage/read-names.ts";
import { filterOf, parseUsageQuery, periodOfQuery } from "../../../../features/usage/usage-query.ts";
import { UsageScreen } from "../../../../features/usage/usage-screen.tsx";
import { requireContext, requireMember } from "../../../../server/session.ts";
import type { PageProps } from "../../../page-props.ts";

const REQUESTS_SHOWN = 25;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("places"))("usage") };
}

export default async function UsagePage({ searchParams }: PageProps) {
  const [ctx, { team }, params, t] = await Promise.all([
    requireContext("usage.read", "deployments.read", "keys.read"),
    requireMember(),
    searchParams,
    getTranslations("charts"),
  ]);
  const query = parseUsageQuery(params);
  const period = periodOfQuery(query, ctx.clock.now());
  const filter = filterOf(query, period);
  const bucket = bucketOf(query.range);

  const [names, models, totals, times, rows, groups, requests] = await Promise.all([
    readNames(ctx),
    listModels(ctx),
    usageTotals(ctx, filter),
    latency(ctx, filter),
    usageSeries(ctx, { ...filter, bucket, groupBy: query.group }),
    usageBy(ctx, filter, query.group),
    listRequests(ctx, { ...filter, after: query.after, limit: REQUESTS_SHOWN }),
  ]);
  return (
    <>
      {!query.after && <RefreshRegularly />}
      <UsageScreen
        query={query}
        names={names}
        modelNames={models.map(({ name }) => name)}
        totals={totals}
        latency={times}
        chart={chartOf({
          rows,
          query,
          names,
          buckets: bucketStarts(period, bucket),
          othersName: t("others"),
        })}
        bucket={bucket}
        groups={groups}
        requests={requests}
        currency={team.currency}
      />
    </>
  );
}
