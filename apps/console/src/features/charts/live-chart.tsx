"use client";

import { useFormatter } from "next-intl";
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { ChartFrame } from "./chart-frame.tsx";
import { AXIS, GRID, LIVE_CHART_MARGIN, seriesColor } from "./theme.ts";
import { Swatch } from "./time-chart.tsx";

const HEIGHT_PX = 160;
const AXIS_WIDTH_PX = 64;
const TICK_GAP_PX = 60;

export type LiveChartLine<T> = { key: string; name: string; value: (reading: T) => number };

export type LiveChartProps<T> = {
  label: string;
  readings: readonly T[];
  lines: readonly LiveChartLine<T>[];
  format: (value: number) => string;
};

/** A few lines that grow to the right as readings arrive. The tiles above hold the newest values as text. */
export function LiveChart<T extends { at: Date }>({ label, readings, lines, format }: LiveChartProps<T>) {
  const formatter = useFormatter();
  const clock = (at: number) =>
    formatter.dateTime(at, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
  return (
    <div className="px-2 pt-2 pb-3">
      <ul className="flex flex-wrap gap-x-4 px-2 pb-2 text-sm text-ink-2">
        {lines.map(({ key, name }, index) => (
          <li key={key} className="flex items-center gap-1.5">
            <Swatch color={seriesColor(key, index)} />
            {name}
          </li>
        ))}
      </ul>
      <ChartFrame>
        <ResponsiveContainer
          width="100%"
          height={HEIGHT_PX}
          initialDimension={{ width: 480, height: HEIGHT_PX }}
        >
          <LineChart accessibilityLayer={false} data={[...readings]} margin={LIVE_CHART_MARGIN} title={label}>
            <CartesianGrid {...GRID} />
            <XAxis
              {...AXIS}
              dataKey={(reading: T) => reading.at.getTime()}
              type="number"
              scale="time"
              domain={["dataMin", "dataMax"]}
              tickFormatter={clock}
              minTickGap={TICK_GAP_PX}
            />
            <YAxis {...AXIS} width={AXIS_WIDTH_PX} tickFormatter={format} domain={[0, "auto"]} />
            <Tooltip
              isAnimationActive={false}
              contentStyle={{
                background: "var(--raised)",
                border: "1px solid var(--line-strong)",
                borderRadius: 6,
                fontSize: 13,
              }}
              // The colour of a line is for lines: as text it is too pale.
              itemStyle={{ color: "var(--ink)" }}
              labelFormatter={(at) => clock(Number(at))}
              formatter={(value) => format(Number(value))}
            />
            {lines.map(({ key, name, value }, index) => (
              <Line
                key={key}
                name={name}
                dataKey={value}
                stroke={seriesColor(key, index)}
                strokeWidth={1.5}
                dot={readings.length < 2}
                isAnimationActive={false}
              />
            ))}
          </LineChart>
        </ResponsiveContainer>
      </ChartFrame>
    </div>
  );
}
