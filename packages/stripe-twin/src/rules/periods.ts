/** How often something recurs: every `count` of these. */
export type Recurrence = { interval: "day" | "week" | "month" | "year"; count: number };

const DAY_SECONDS = 86_400;
const STEPS_MAX = 10_000;

/**
 * The anchor moved by whole intervals, in seconds. In a month without the anchor's day it is the month's last, and the day
 * comes back in the next. Source: https://docs.stripe.com/billing/subscriptions/billing-cycle
 */
export function boundaryAt(anchor: number, { interval, count }: Recurrence, steps: number): number {
  if (interval === "day") return anchor + steps * count * DAY_SECONDS;
  if (interval === "week") return anchor + steps * count * 7 * DAY_SECONDS;
  const months = steps * count * (interval === "year" ? 12 : 1);
  const from = new Date(anchor * 1000);
  const month = from.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const day = Math.min(from.getUTCDate(), lastDay);
  const midnight = Date.UTC(from.getUTCFullYear(), month, day) / 1000;
  return midnight + (anchor - Math.floor(anchor / DAY_SECONDS) * DAY_SECONDS);
}

/** The boundaries around a moment: the last at or before it, and the first after it. */
export function periodAround(
  anchor: number,
  recurrence: Recurrence,
  at: number,
): { start: number; end: number } {
  let steps = Math.floor((at - anchor) / roughSeconds(recurrence));
  for (let tries = 0; tries < STEPS_MAX && boundaryAt(anchor, recurrence, steps) > at; tries += 1) steps -= 1;
  for (let tries = 0; tries < STEPS_MAX && boundaryAt(anchor, recurrence, steps + 1) <= at; tries += 1)
    steps += 1;
  return { start: boundaryAt(anchor, recurrence, steps), end: boundaryAt(anchor, recurrence, steps + 1) };
}

const DAYS: Readonly<Record<Recurrence["interval"], number>> = { day: 1, week: 7, month: 30, year: 365 };
const roughSeconds = ({ interval, count }: Recurrence) => DAYS[interval] * count * DAY_SECONDS;
