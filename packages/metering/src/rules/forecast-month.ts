import { periodOf } from "@millrace/kernel";

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;

/** Full days that a forecast looks back on. */
export const FORECAST_DAYS = 28;
/** Standard normal: 80 % of all outcomes lie within so many deviations of the mean. */
const BAND_DEVIATIONS = 1.2816;

/** What was used on a UTC day; days without usage are absent. */
export type DayValue = { day: Date; value: bigint };

export type Forecast = {
  /** When the month ends. */
  end: Date;
  /** Of the month, until now. */
  soFar: bigint;
  estimate: bigint;
  /** In four of five months the end lies within; never below what there is already. */
  low: bigint;
  high: bigint;
  /** How many full days it rests on. */
  days: number;
};

/**
 * What the calendar month (UTC) that holds `now` comes to. A day that is still to come counts as the mean of its weekday over
 * the last 28 full days, from the first with usage on; of today, the part that is left of it. The band is that of a sum of
 * k further days whose mean was estimated from n: ± 1.28 s √(k + k²/n), with s the deviation of days from their weekday's mean
 * or, in less than two weeks, from the mean of all. Null with less than 7 full days: nothing is known of some weekdays.
 */
export function forecastMonth(days: readonly DayValue[], now: Date): Forecast | null {
  const month = periodOf(now);
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const known = fullDays(days, today);
  if (known.length < WEEK_DAYS) return null;

  const means = weekdayMeans(known);
  const leftMs = month.end.getTime() - now.getTime();
  const soFar = days
    .filter(({ day }) => day >= month.start && day <= now)
    .reduce((sum, { value }) => sum + value, 0n);
  let estimate = soFar;
  for (let at = today; at < month.end.getTime(); at += DAY_MS) {
    const partMs = Math.min(DAY_MS, at + DAY_MS - now.getTime());
    estimate += ((means.get(weekdayOf(at)) ?? 0n) * BigInt(partMs)) / BigInt(DAY_MS);
  }
  const half = halfBand(known, { means, daysLeft: leftMs / DAY_MS });
  let low = estimate - half;
  if (low < soFar) low = soFar;
  return { end: month.end, soFar, estimate, low, high: estimate + half, days: known.length };
}

type Day = { at: number; value: bigint };

/** Each of the last full days from the first with usage on, zeros included, oldest first. */
function fullDays(days: readonly DayValue[], today: number): Day[] {
  const values = new Map(days.map(({ day, value }) => [day.getTime(), value]));
  const all = Array.from({ length: FORECAST_DAYS }, (_, index) => {
    const at = today - (FORECAST_DAYS - index) * DAY_MS;
    return { at, value: values.get(at) ?? 0n };
  });
  const first = all.findIndex(({ value }) => value > 0n);
  return first < 0 ? [] : all.slice(first);
}

function weekdayMeans(known: readonly Day[]): Map<number, bigint> {
  const byWeekday = Map.groupBy(known, ({ at }) => weekdayOf(at));
  return new Map([...byWeekday].map(([weekday, same]) => [weekday, meanOf(same)]));
}

function weekdayOf(at: number): number {
  return new Date(at).getUTCDay();
}

function meanOf(days: readonly Day[]): bigint {
  return days.reduce((sum, { value }) => sum + value, 0n) / BigInt(days.length);
}

/** An estimate of a deviation may be a float; what it is added to stays whole. */
function halfBand(
  known: readonly Day[],
  { means, daysLeft }: { means: ReadonlyMap<number, bigint>; daysLeft: number },
): bigint {
  const n = known.length;
  const byWeekday = n >= 2 * WEEK_DAYS;
  const overall = meanOf(known);
  const squares = known.reduce((sum, { at, value }) => {
    const expected = byWeekday ? (means.get(weekdayOf(at)) ?? overall) : overall;
    return sum + Number(value - expected) ** 2;
  }, 0);
  const deviation = Math.sqrt(squares / (n - (byWeekday ? WEEK_DAYS : 1)));
  return BigInt(Math.round(BAND_DEVIATIONS * deviation * Math.sqrt(daysLeft + daysLeft ** 2 / n)));
}
