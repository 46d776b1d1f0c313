import { OTHERS_KEY } from "./stack-series.ts";

const SERIES_COLORS = ["1", "2", "3", "4", "5"].map((number) => `var(--series-${number})`);
const OTHERS_COLOR = "var(--series-6)";

/** A colour for each series, from a palette that stays apart for colour-blind readers. */
export function seriesColor(key: string, index: number): string {
  return key === OTHERS_KEY ? OTHERS_COLOR : (SERIES_COLORS[index % SERIES_COLORS.length] ?? OTHERS_COLOR);
}

/** What all charts have in common. */
export const AXIS = {
  tickLine: false,
  axisLine: false,
  tick: { fill: "var(--ink-3)", fontSize: 11, fontFamily: "var(--font-mono)" },
} as const;

export const GRID = { vertical: false, stroke: "var(--line)" } as const;
export const CHART_MARGIN = { top: 8, right: 20, bottom: 0, left: 0 } as const;
/** Room for half of a clock time below the newest reading. */
export const LIVE_CHART_MARGIN = { ...CHART_MARGIN, right: 30 } as const;
