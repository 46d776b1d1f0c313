import { Card, CardHeader, PageHeader, Segment, Segmented } from "@millrace/ui";
import { useFormatter, useTranslations } from "next-intl";
import { ChartCard } from "../charts/chart-card.tsx";
import { ExportLinks } from "../exports/export-links.tsx";
import { LONG_RANGES } from "../range/range.ts";
import { RangeControl } from "../range/range-control.tsx";
import { TeamLink } from "../team-address/team-link.tsx";
import { GroupTable } from "./group-table.tsx";
import { GROUPINGS } from "./names.ts";
import { OwnSpan } from "./own-span.tsx";
import { RequestList } from "./request-list.tsx";
import { UsageFilters } from "./usage-filters.tsx";
import { MEASURES, type UsageQuery, usageAddress } from "./usage-query.ts";
import type { UsageScreenProps } from "./usage-screen-props.ts";
import { UsageTiles } from "./usage-tiles.tsx";

export function UsageScreen(props: UsageScreenProps) {
  const { query, names, modelNames, days, explored, chart, bucket, requests } = props;
  const t = useTranslations("usage");
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        actions={
          <RangeControl
            current={query.from ? null : query.range}
            ranges={LONG_RANGES}
            keep={usageAddress(query, { from: undefined, to: undefined, by: undefined })}
          />
        }
      />
      <div className="flex flex-col gap-5">
        <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
          <UsageFilters query={query} names={names} modelNames={modelNames} />
          <OwnSpan query={query} days={days} />
        </div>
        <div className="flex flex-col gap-2">
          <UsageTiles {...props} />
          <Compared before={explored.before} />
        </div>
        <ChartCard
          title={t(`chart.${query.show}`)}
          data={chart}
          bucket={bucket}
          measure={query.show === "cost" ? { kind: "money", currency: explored.currency } : { kind: "count" }}
          controls={
            <>
              <MeasureControl query={query} />
              <BucketControl {...props} />
            </>
          }
        />
        <Card className="overflow-hidden">
          <CardHeader
            title={t("groups")}
            aside={
              <div className="flex flex-wrap items-center gap-2">
                <GroupControl query={query} />
                <Files {...props} of="usage" />
              </div>
            }
            className="pb-1"
          />
          <GroupTable groups={explored.groups} query={query} names={names} currency={explored.currency} />
        </Card>
        <Card className="overflow-hidden">
          <CardHeader title={t("requests")} aside={<Files {...props} of="requests" />} className="pb-1" />
          <RequestList requests={requests} query={query} names={names} currency={explored.currency} />
        </Card>
      </div>
    </>
  );
}

/** What the changes are changes from. */
function Compared({ before }: { before: { start: Date; end: Date } | null }) {
  const t = useTranslations("usage");
  const format = useFormatter();
  if (!before) return null;
  const moment = (at: Date) => format.dateTime(at, { dateStyle: "medium", timeStyle: "short" });
  return (
    <p className="text-sm text-ink-3">
      {t("compared", { from: moment(before.start), to: moment(before.end) })}
    </p>
  );
}

function Files({ query, handle, of }: UsageScreenProps & { of: "usage" | "requests" }) {
  const t = useTranslations("usage.export");
  return (
    <ExportLinks
      label={t(of)}
      path={`/api/t/${handle}/${of}`}
      search={usageAddress(query, {})}
      names={{ csv: t("csv"), jsonl: t("jsonl") }}
    />
  );
}

function MeasureControl({ query }: { query: UsageQuery }) {
  const t = useTranslations("usage.measure");
  return (
    <Segmented label={t("label")}>
      {MEASURES.map((show) => (
        <Segment key={show} current={show === query.show}>
          <TeamLink href={{ query: usageAddress(query, { show }) }} scroll={false}>
            {t(show)}
          </TeamLink>
        </Segment>
      ))}
    </Segmented>
  );
}

function BucketControl({ query, bucket, buckets }: UsageScreenProps) {
  const t = useTranslations("usage.bucket");
  if (buckets.length < 2) return null;
  return (
    <Segmented label={t("label")}>
      {buckets.map((by) => (
        <Segment key={by} current={by === bucket}>
          <TeamLink href={{ query: usageAddress(query, { by }) }} scroll={false}>
            {t(by)}
          </TeamLink>
        </Segment>
      ))}
    </Segmented>
  );
}

function GroupControl({ query }: { query: UsageQuery }) {
  const t = useTranslations("usage.grouping");
  return (
    <Segmented label={t("label")} className="flex-wrap">
      {GROUPINGS.map((group) => (
        <Segment key={group} current={group === query.group}>
          <TeamLink href={{ query: usageAddress(query, { group }) }} scroll={false}>
            {t(group)}
          </TeamLink>
        </Segment>
      ))}
    </Segmented>
  );
}
