import { Card, CardHeader, PageHeader, Segment, Segmented } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { ChartCard } from "../charts/chart-card.tsx";
import { RangeControl } from "../range/range-control.tsx";
import { TeamLink } from "../team-address/team-link.tsx";
import { GroupTable } from "./group-table.tsx";
import { GROUPINGS } from "./names.ts";
import { RequestList } from "./request-list.tsx";
import { UsageFilters } from "./usage-filters.tsx";
import { MEASURES, type UsageQuery, usageAddress } from "./usage-query.ts";
import type { UsageScreenProps } from "./usage-screen-props.ts";
import { UsageTiles } from "./usage-tiles.tsx";

export function UsageScreen(props: UsageScreenProps) {
  const { query, names, modelNames, chart, bucket, groups, requests, currency } = props;
  const t = useTranslations("usage");
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        actions={<RangeControl current={query.range} keep={usageAddress(query, {})} />}
      />
      <div className="flex flex-col gap-5">
        <UsageFilters query={query} names={names} modelNames={modelNames} />
        <UsageTiles {...props} />
        <ChartCard
          title={t(`chart.${query.show}`)}
          data={chart}
          bucket={bucket}
          measure={query.show === "cost" ? { kind: "money", currency } : { kind: "count" }}
          controls={<MeasureControl query={query} />}
        />
        <Card className="overflow-hidden">
          <CardHeader title={t("groups")} aside={<GroupControl query={query} />} className="pb-1" />
          <GroupTable groups={groups} query={query} names={names} currency={currency} />
        </Card>
        <Card className="overflow-hidden">
          <CardHeader title={t("requests")} className="pb-1" />
          <RequestList requests={requests} query={query} names={names} currency={currency} />
        </Card>
      </div>
    </>
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

function GroupControl({ query }: { query: UsageQuery }) {
  const t = useTranslations("usage.grouping");
  return (
    <Segmented label={t("label")}>
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
