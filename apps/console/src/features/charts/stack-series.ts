/** One measured value of one group in one bucket. */
export type Sample = { at: Date; group: string; value: number };

export type Series = { key: string; name: string };
/** What a chart draws at one moment: a value for each series, zero where nothing happened. */
export type ChartPoint = { at: number; values: Record<string, number> };
export type StackedSeries = { series: Series[]; points: ChartPoint[] };

/** As many series as there are colours that can be told apart; the rest is drawn together. */
export const SERIES_MAX = 5;
/** Also the name under which samples may arrive added up already; no group of its own is called so. */
export const OTHERS_KEY = "*";

export type StackOptions = {
  buckets: readonly Date[];
  samples: readonly Sample[];
  nameOf: (group: string) => string;
  othersName: string;
};

/** Lays samples on a regular grid of buckets: the largest groups by themselves, the others as one. */
export function stackSeries({ buckets, samples, nameOf, othersName }: StackOptions): StackedSeries {
  const totals = new Map<string, number>();
  for (const { group, value } of samples) totals.set(group, (totals.get(group) ?? 0) + value);
  const ranked = [...totals].sort(([a, x], [b, y]) => y - x || a.localeCompare(b)).map(([group]) => group);
  const named = ranked.filter((group) => group !== OTHERS_KEY);
  const own = new Set(named.slice(0, ranked.length > SERIES_MAX ? SERIES_MAX - 1 : SERIES_MAX));

  const series = [...own].map((group) => ({ key: group, name: nameOf(group) }));
  if (ranked.length > own.size) series.push({ key: OTHERS_KEY, name: othersName });

  const silent = Object.fromEntries(series.map(({ key }) => [key, 0]));
  const points = new Map(buckets.map((at) => [at.getTime(), { at: at.getTime(), values: { ...silent } }]));
  for (const { at, group, value } of samples) {
    const values = points.get(at.getTime())?.values;
    const key = own.has(group) ? group : OTHERS_KEY;
    if (values) values[key] = (values[key] ?? 0) + value;
  }
  return { series, points: [...points.values()] };
}
