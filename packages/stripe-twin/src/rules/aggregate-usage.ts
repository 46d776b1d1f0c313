import { addDecimals } from "./decimal.ts";

/** What somebody used at a moment (in seconds); `order` says which of two was received later. */
export type Usage = { at: number; value: string; order: number };
export type Aggregation = { formula: string; windowSeconds: number | null };

export const WINDOW_SECONDS: Readonly<Record<string, number>> = { hour: 3600, day: 86_400 };

/**
 * What a meter shows for usage of a span of time, as a decimal. Where usage comes pre-aggregated, only what was received last
 * for each window counts. Source: https://docs.stripe.com/billing/subscriptions/usage-based/recording-usage
 */
export function aggregateUsage(usage: readonly Usage[], { formula, windowSeconds }: Aggregation): string {
  const counted = windowSeconds === null ? usage : newestOfWindows(usage, windowSeconds);
  if (formula === "count") return String(counted.length);
  if (formula === "last") return counted.reduce<Usage | null>(later, null)?.value ?? "0";
  return addDecimals(counted.map(({ value }) => value));
}

function newestOfWindows(usage: readonly Usage[], windowSeconds: number): Usage[] {
  const byWindow = new Map<number, Usage>();
  for (const used of usage) {
    const window = Math.floor(used.at / windowSeconds);
    const before = byWindow.get(window);
    if (before === undefined || before.order < used.order) byWindow.set(window, used);
  }
  return [...byWindow.values()];
}

const later = (last: Usage | null, used: Usage): Usage =>
  last === null || used.at > last.at || (used.at === last.at && used.order > last.order) ? used : last;
