/** A half-open span of time: `start` belongs to it, `end` does not. */
export type Period = { readonly start: Date; readonly end: Date };

const HOUR_MS = 3_600_000;

/** The full UTC hour that holds this moment; usage is rolled up by it. */
export function floorToHour(at: Date): Date {
  return new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
}

/** The calendar month (UTC) that holds this moment; the billing period. */
export function periodOf(at: Date): Period {
  return {
    start: new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1)),
    end: new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1)),
  };
}
