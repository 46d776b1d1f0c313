"use client";

import type { Load } from "@millrace/deployments";
import { Card, CardHeader, StackBar } from "@millrace/ui";
import { useLocale, useTranslations } from "next-intl";
import { formatMilliseconds, formatRate, formatShare } from "../../../format/quantity.ts";
import { seriesColor } from "../../charts/theme.ts";
import { Swatch } from "../../charts/time-chart.tsx";
import { liveTime, type RequestTime } from "./time-parts.ts";

const NO_FIGURE = "–";
const PARTS = ["computeMs", "queueMs", "restMs"] as const;
type Part = (typeof PARTS)[number];

export type RequestTimeCardProps = {
  load: Load | null;
  /** Of the last day, for when nothing comes in right now; null when nothing came in then either. */
  day: RequestTime | null;
  /** Whether answers are kept for identical inputs. */
  caches: boolean;
};

/** Why an answer took as long as it did. */
export function RequestTimeCard({ load, day, caches }: RequestTimeCardProps) {
  const t = useTranslations("deployments.time");
  const live = liveTime(load);
  const time = live ?? day;
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title={t("title")}
        aside={<span className="text-sm">{t(live ? "live" : day ? "day" : "never")}</span>}
      />
      <TimeBar time={time} />
      <dl className="grid gap-px border-t border-line bg-line sm:grid-cols-3">
        {PARTS.map((part, index) => (
          <PartFigure key={part} part={part} color={seriesColor(part, index)} time={time} />
        ))}
      </dl>
      <Facts time={time} load={live ? load : null} caches={caches} />
    </Card>
  );
}

function TimeBar({ time }: { time: RequestTime | null }) {
  const t = useTranslations("deployments.time");
  const locale = useLocale();
  const parts = PARTS.map((part, index) => ({
    key: part,
    value: time?.[part] ?? 0,
    color: seriesColor(part, index),
  }));
  const label = PARTS.map((part) => `${t(`${part}.label`)} ${milliseconds(time?.[part], locale)}`).join(", ");
  return (
    <div className="flex items-center gap-4 px-4 pt-2 pb-4">
      <StackBar className="grow" parts={parts} label={label} />
      <span className="figure shrink-0 text-lg font-medium">{milliseconds(time?.totalMs, locale)}</span>
    </div>
  );
}

type PartFigureProps = { part: Part; color: string; time: RequestTime | null };

function PartFigure({ part, color, time }: PartFigureProps) {
  const t = useTranslations("deployments.time");
  const locale = useLocale();
  const share = time && time.totalMs > 0 ? formatShare(time[part] / time.totalMs, locale) : null;
  return (
    <div className="bg-raised px-4 py-3">
      <dt className="flex items-center gap-2 text-ink-2">
        <Swatch color={color} />
        {t(`${part}.label`)}
      </dt>
      <dd>
        <span className="figure font-medium">{milliseconds(time?.[part], locale)}</span>
        {share && <span className="figure ml-2 text-ink-3">{share}</span>}
        <span className="block text-sm text-ink-3">{t(`${part}.hint`)}</span>
      </dd>
    </div>
  );
}

type FactsProps = { time: RequestTime | null; load: Load | null; caches: boolean };

function Facts({ time, load, caches }: FactsProps) {
  const t = useTranslations("deployments.time");
  const locale = useLocale();
  // Where all answers came from the cache there was no batch.
  const computes = load && load.batchRows > 0 ? load : null;
  const hits = load
    ? t("hits", {
        rate: formatRate(load.cacheHitsPerSecond, locale),
        share: formatShare(Math.min(1, load.cacheHitsPerSecond / load.requestsPerSecond), locale),
      })
    : NO_FIGURE;
  const cache = caches
    ? { label: t("cache"), value: hits }
    : { label: t("cacheWhole"), value: t("cacheOff") };
  const facts = [
    { label: "p50", value: milliseconds(time?.p50Ms, locale) },
    { label: "p99", value: milliseconds(time?.p99Ms, locale) },
    {
      label: t("batch"),
      value: computes ? t("rows", { count: rounded(computes.batchRows) }) : NO_FIGURE,
    },
    { label: t("padding"), value: computes ? formatShare(computes.paddingShare, locale) : NO_FIGURE },
    cache,
  ];
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2 border-t border-line px-4 py-3">
      {facts.map(({ label, value }) => (
        <div key={label} className="flex gap-2">
          <dt className="text-ink-2">{label}</dt>
          <dd className="figure">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function milliseconds(value: number | undefined, locale: string): string {
  return value === undefined ? NO_FIGURE : `${formatMilliseconds(value, locale)} ms`;
}

/** One place tells a batch of its own from one that was shared now and then. */
function rounded(rows: number): number {
  return Math.round(rows * 10) / 10;
}
