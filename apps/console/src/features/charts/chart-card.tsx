"use client";

import { Card, CardHeader, Cell, HeaderCell, Row, Tab, TabList, Table, TabPanel, Tabs } from "@millrace/ui";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Bucket } from "../range/range.ts";
import type { StackedSeries } from "./stack-series.ts";
import { seriesColor } from "./theme.ts";
import { Swatch, TimeChart } from "./time-chart.tsx";
import { type ChartFormat, type Measure, useChartFormat } from "./use-chart-format.ts";

const DAY_BUCKETS = 24;

export type ChartCardProps = {
  title: string;
  data: StackedSeries;
  bucket: Bucket;
  measure: Measure;
  /** Left of the switch between picture and table. */
  controls?: ReactNode;
};

/** Values over time as a picture, and the same values as a table. */
export function ChartCard({ title, data, bucket, measure, controls }: ChartCardProps) {
  const t = useTranslations("charts");
  const longRange = bucket === "hour" && data.points.length > DAY_BUCKETS;
  const format = useChartFormat(bucket, longRange, measure);
  return (
    <Card className="min-w-0">
      <Tabs defaultValue="picture">
        <CardHeader
          title={title}
          aside={
            <div className="flex flex-wrap items-center gap-2">
              {controls}
              <TabList aria-label={t("view")}>
                <Tab value="picture">{t("picture")}</Tab>
                <Tab value="table">{t("table")}</Tab>
              </TabList>
            </div>
          }
        />
        <TabPanel value="picture" tabIndex={-1} className="px-2 pt-2 pb-3">
          <Legend data={data} />
          <TimeChart
            {...data}
            format={format}
            whole={measure.kind === "count"}
            label={t("label", { title })}
          />
        </TabPanel>
        <TabPanel value="table" tabIndex={-1} className="pt-2">
          <ValueTable title={title} data={data} format={format} />
        </TabPanel>
      </Tabs>
    </Card>
  );
}

function Legend({ data }: { data: StackedSeries }) {
  return (
    <ul className="flex min-h-4.5 flex-wrap gap-x-4 gap-y-1 px-2 pb-2 text-sm text-ink-2">
      {data.series.map(({ key, name }, index) => (
        <li key={key} className="flex items-center gap-1.5">
          <Swatch color={seriesColor(key, index)} />
          {name}
        </li>
      ))}
    </ul>
  );
}

function ValueTable({ title, data, format }: { title: string; data: StackedSeries; format: ChartFormat }) {
  const t = useTranslations("charts");
  return (
    <div className="max-h-65 overflow-y-auto border-t border-line">
      <Table aria-label={title}>
        <thead>
          <tr>
            <HeaderCell>{t("time")}</HeaderCell>
            {data.series.map(({ key, name }) => (
              <HeaderCell key={key} className="text-right">
                {name}
              </HeaderCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.points.toReversed().map((point) => (
            <Row key={point.at}>
              <Cell className="py-1.5">{format.moment(point.at)}</Cell>
              {data.series.map(({ key }) => (
                <Cell key={key} className="figure py-1.5 text-right">
                  {format.value(point.values[key] ?? 0)}
                </Cell>
              ))}
            </Row>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
