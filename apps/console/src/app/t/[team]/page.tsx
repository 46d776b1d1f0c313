import { periodOf } from "@millrace/kernel";
import { latency, usageSeries, usageTotals } from "@millrace/metering";
import { listLimits } from "@millrace/quotas";
import { may } from "@millrace/teams";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { stackSeries } from "../../../features/charts/stack-series.ts";
import { readDeploymentRows } from "../../../features/deployments/deployment-row.ts";
import { hrefOf, placesFor } from "../../../features/frame/places.ts";
import { RefreshRegularly } from "../../../features/frame/refresh-regularly.tsx";
import { stoppedLimits } from "../../../features/limits/stopped-limits.ts";
import { OverviewScreen } from "../../../features/overview/overview-screen.tsx";
import { bucketOf, bucketStarts, parseRange, periodOfRange } from "../../../features/range/range.ts";
import { teamPath } from "../../../features/team-address/team-path.ts";
import { nameOfGroup } from "../../../features/usage/names.ts";
import { readNames } from "../../../features/usage/read-names.ts";
import { environment } from "../../../server/environment.ts";
import { requireContext, requireMember } from "../../../server/session.ts";
import type { PageProps } from "../../page-props.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("places"))("overview") };
}

export default async function OverviewPage({ searchParams }: PageProps) {
  const { team, actor } = await requireMember();
  const [front] = placesFor((permission) => may(actor, permission));
  if (front !== undefined && front !== "overview") redirect(teamPath(team.handle, hrefOf(front)));
  const [ctx, params, t] = await Promise.all([
    requireContext("deployments.read", "usage.read", "keys.read"),
    searchParams,
    getTranslations("charts"),
  ]);
  const range = parseRange(params.range);
  const now = ctx.clock.now();
  const period = periodOfRange(range, now);
  const month = periodOf(now);
  const filter = { from: period.start, to: period.end };
  const bucket = bucketOf(range);

  const [rows, names, totals, monthTotals, times, samples, limits] = await Promise.all([
    readDeploymentRows(ctx),
    readNames(ctx),
    usageTotals(ctx, filter),
    usageTotals(ctx, { from: month.start, to: month.end }),
    latency(ctx, filter),
    usageSeries(ctx, { ...filter, bucket, groupBy: "deployment" }),
    may(ctx.actor, "limits.read") ? listLimits(ctx) : [],
  ]);
  const chart = stackSeries({
    buckets: bucketStarts(period, bucket),
    samples: samples.map(({ at, group, requests }) => ({ at, group, value: requests })),
    nameOf: (group) => nameOfGroup(names, "deployment", group),
    othersName: t("others"),
  });
  return (
    <>
      <RefreshRegularly />
      <OverviewScreen
        range={range}
        rows={rows}
        totals={totals}
        monthPico={monthTotals.amountPico}
        monthStart={month.start}
        latency={times}
        chart={chart}
        bucket={bucket}
        currency={team.currency}
        apiUrl={environment().config.apiUrl}
        canDeploy={may(ctx.actor, "deployments.write")}
        stopped={stoppedLimits(limits)}
      />
    </>
  );
}
