"use client";

import { PICO_PER_UNIT } from "@millrace/kernel";
import { useFormatter, useLocale } from "next-intl";
import { formatMoney } from "../../format/money.ts";
import { formatCompact, formatNumber } from "../../format/quantity.ts";
import type { Bucket } from "../range/range.ts";

/** What a chart counts. Money is drawn in whole units of its currency. */
export type Measure = { kind: "count" } | { kind: "money"; currency: string };

export type ChartFormat = {
  tick: (at: number) => string;
  moment: (at: number) => string;
  axis: (value: number) => string;
  value: (value: number) => string;
};

/** How a chart writes its times and values in the reader's language and time zone. Days and months are those in UTC. */
export function useChartFormat(bucket: Bucket, longRange: boolean, measure: Measure): ChartFormat {
  const locale = useLocale();
  const format = useFormatter();
  const clock = { hour: "2-digit", minute: "2-digit", hour12: false } as const;
  const date = { month: "short", day: "numeric" } as const;

  const value = (amount: number) =>
    measure.kind === "money"
      ? formatMoney(BigInt(Math.round(amount * Number(PICO_PER_UNIT))), measure.currency, locale)
      : formatNumber(amount, locale);
  const inUtc = { day: date, month: { month: "short", year: "numeric" } } as const;
  const moment = (at: number, parts: typeof date | typeof clock | (typeof date & typeof clock)) =>
    bucket === "day" || bucket === "month"
      ? format.dateTime(at, { ...inUtc[bucket], timeZone: "UTC" })
      : format.dateTime(at, parts);

  return {
    tick: (at) => moment(at, longRange ? date : clock),
    moment: (at) => moment(at, { ...date, ...clock }),
    axis: (amount) => (measure.kind === "money" ? value(amount) : formatCompact(amount, locale)),
    value,
  };
}
