import type { LimitPeriod } from "../account.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const EPOCH = new Date(0);

/** When the period that holds this moment began (UTC). `total` and `now` began with the epoch. */
export function periodStart(period: LimitPeriod, at: Date): Date {
  switch (period) {
    case "minute":
      return new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS);
    case "day":
      return new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS);
    case "month":
      return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1));
    case "total":
    case "now":
      return EPOCH;
  }
}

/** When what is used up is there again; null: never by itself, or as soon as something ends. */
export function periodEnd(period: LimitPeriod, startsAt: Date): Date | null {
  switch (period) {
    case "minute":
      return new Date(startsAt.getTime() + MINUTE_MS);
    case "day":
      return new Date(startsAt.getTime() + DAY_MS);
    case "month":
      return new Date(Date.UTC(startsAt.getUTCFullYear(), startsAt.getUTCMonth() + 1, 1));
    case "total":
    case "now":
      return null;
  }
}
