"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { ChartFrame } from "./chart-frame.tsx";
import type { ChartPoint, Series } from "./stack-series.ts";
import { AXIS, CHART_MARGIN, GRID, seriesColor } from "./theme.ts";
import type { ChartFormat } from "./use-chart-format.ts";

export type TimeChartProps = {
  series: readonly Series[];
  points: readonly ChartPoint[];
  format: ChartFormat;
  /** What is drawn comes in whole units, so an axis without fractions is enough. */
  whole: boolean;
  /** What the picture shows, for those who do not see it. */
  label: string;
};

const HEIGHT_PX = 220;
const AXIS_WIDTH_PX = 64;
const TICK_GAP_PX = 48;

/** One stacked bar for each span of time. */
export function TimeChart({ series, points, format, whole, label }: TimeChartProps) {
  return (
    <ChartFrame>
      <ResponsiveContainer
        width="100%"
        height={HEIGHT_PX}
        initialDimension={{ width: 640, height: HEIGHT_PX }}
      >
        <BarChart
          accessibilityLayer={false}
          data={[...points]}
          margin={CHART_MARGIN}
          barCategoryGap="12%"
          title={label}
        >
          <CartesianGrid {...GRID} />
          <XAxis {...AXIS} dataKey="at" tickFormatter={format.tick} minTickGap={TICK_GAP_PX} />
          <YAxis {...AXIS} width={AXIS_WIDTH_PX} tickFormatter={format.axis} allowDecimals={!whole} />
          <Tooltip
            cursor={{ fill: "var(--line)", opacity: 0.5 }}
            isAnimationActive={false}
            content={({ active, payload }) => {
              const point = payload?.[0]?.payload as ChartPoint | undefined;
              return active && point ? <Reading point={point} series={series} format={format} /> : null;
            }}
          />
          {series.map(({ key, name }, index) => (
            <Bar
              key={key}
              dataKey={(point: ChartPoint) => point.values[key] ?? 0}
              name={name}
              stackId="all"
              fill={seriesColor(key, index)}
              stroke="var(--raised)"
              strokeWidth={0.5}
              isAnimationActive={false}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

type ReadingProps = { point: ChartPoint; series: readonly Series[]; format: ChartFormat };

function Reading({ point, series, format }: ReadingProps) {
  return (
    <div className="rounded-md border border-line-strong bg-raised px-3 py-2 text-sm shadow-overlay">
      <p className="mb-1 text-ink-2">{format.moment(point.at)}</p>
      {series.map(({ key, name }, index) => (
        <p key={key} className="flex items-center gap-2">
          <Swatch color={seriesColor(key, index)} />
          <span className="mr-4">{name}</span>
          <span className="figure ml-auto">{format.value(point.values[key] ?? 0)}</span>
        </p>
      ))}
    </div>
  );
}

export function Swatch({ color }: { color: string }) {
  return (
    <span
      aria-hidden
      className="inline-block size-2 shrink-0 rounded-[2px]"
      style={{ backgroundColor: color }}
    />
  );
}
