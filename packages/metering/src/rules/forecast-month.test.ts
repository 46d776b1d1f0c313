import fc from "fast-check";
import { expect, test } from "vitest";
import { type DayValue, FORECAST_DAYS, forecastMonth } from "./forecast-month.ts";

const DAY_MS = 86_400_000;
/** A Monday, at noon: of September, 10 days and a half have not come yet. */
const now = new Date("2026-09-21T12:00:00Z");
const midnight = new Date("2026-09-21T00:00:00Z").getTime();

/** Values of full days by how many days ago they were: the last one is yesterday's. */
function lastDays(values: readonly bigint[]): DayValue[] {
  return values.map((value, index) => ({
    day: new Date(midnight - (values.length - index) * DAY_MS),
    value,
  }));
}

test("what is the same every day goes on so, without a doubt", () => {
  const forecast = forecastMonth(lastDays(Array.from({ length: 28 }, () => 100n)), now);
  const [soFar, toCome] = [2_000n, 950n];
  const estimate = soFar + toCome;
  expect(forecast).toEqual({
    end: new Date("2026-10-01T00:00:00Z"),
    soFar,
    estimate,
    low: estimate,
    high: estimate,
    days: 28,
  });
});

test("a weekday that comes again counts as it did before, also one on which nothing happens", () => {
  const week = [50n, 50n, 50n, 50n, 50n, 0n, 0n];
  const days = lastDays([...week, ...week, ...week, ...week]);
  // Half of today, then Tuesday to Friday, a weekend, and Monday to Wednesday.
  expect(forecastMonth(days, now)?.estimate).toBe(15n * 50n - 50n + 25n + 4n * 50n + 3n * 50n);
});

test("days before the first usage are not taken for silent ones", () => {
  const forecast = forecastMonth(lastDays(Array.from({ length: 8 }, () => 70n)), now);
  expect(forecast).toMatchObject({ days: 8, soFar: 560n, estimate: 560n + 665n });
});

test("with less than a week of full days nothing is said, whatever today brought", () => {
  const today = { day: new Date(midnight), value: 900n };
  expect(forecastMonth([], now)).toBeNull();
  expect(forecastMonth([today], now)).toBeNull();
  expect(forecastMonth([...lastDays(Array.from({ length: 6 }, () => 1n)), today], now)).toBeNull();
  expect(forecastMonth([...lastDays(Array.from({ length: 7 }, () => 1n)), today], now)).not.toBeNull();
});

test("usage that is older than the days looked back on has no part in it", () => {
  const old = { day: new Date(midnight - (FORECAST_DAYS + 1) * DAY_MS), value: 1_000_000n };
  expect(forecastMonth([old], now)).toBeNull();
});

test("the band holds the estimate, begins at what there is already, and closes as the month ends", () => {
  const values = fc.array(fc.bigInt({ min: 0n, max: 10n ** 18n }), { minLength: 7, maxLength: 28 });
  fc.assert(
    fc.property(values, (all) => {
      const days = lastDays(all);
      const forecast = forecastMonth(days, now);
      if (forecast === null) return;
      const { soFar, low, estimate, high } = forecast;
      expect(soFar <= low && low <= estimate && estimate <= high).toBe(true);
      const last = forecastMonth(days, new Date("2026-09-21T23:59:59.999Z"));
      expect((last?.high ?? 0n) - (last?.low ?? 0n)).toBeLessThanOrEqual(high - low);
    }),
  );
});

test("days that vary more make a wider band", () => {
  const band = (spread: bigint) => {
    const all = Array.from({ length: 28 }, (_, index) => 1_000n + (index % 2 === 0 ? spread : -spread));
    const forecast = forecastMonth(lastDays(all), now);
    return forecast ? forecast.high - forecast.low : 0n;
  };
  expect(band(10n)).toBeGreaterThan(0n);
  expect(band(100n)).toBeGreaterThan(band(10n));
});

test("on the first of a month the whole of it is still to come", () => {
  const first = new Date("2026-09-01T00:00:00Z");
  const days = Array.from({ length: 28 }, (_, index) => ({
    day: new Date(first.getTime() - (index + 1) * DAY_MS),
    value: 10n,
  }));
  expect(forecastMonth(days, first)).toMatchObject({ soFar: 0n, estimate: 300n });
});
