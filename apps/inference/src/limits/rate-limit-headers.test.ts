import type { Account, LimitPeriod, Measure } from "@millrace/quotas";
import { expect, test } from "vitest";
import { rateLimitHeaders } from "./rate-limit-headers.ts";

const now = new Date("2026-01-15T12:00:30Z");
const STARTS: Record<LimitPeriod, string> = {
  minute: "2026-01-15T12:00:00Z",
  day: "2026-01-15T00:00:00Z",
  month: "2026-01-01T00:00:00Z",
  total: "1970-01-01T00:00:00Z",
  now: "1970-01-01T00:00:00Z",
};

function standing(measure: Measure, period: LimitPeriod, [value, free]: [bigint, bigint]) {
  const startsAt = new Date(STARTS[period]);
  const account: Account = {
    ...{ teamId: "team", scope: "key", scopeId: "key", currency: "USD" },
    ...{ measure, period, startsAt },
  };
  return { account, value, free, isThrottled: false };
}

test("of each measure the limit is told that leaves least, and when it frees", () => {
  const headers = rateLimitHeaders(
    [
      standing("requests", "minute", [60n, 59n]),
      standing("requests", "day", [1_000n, 12n]),
      standing("tokens", "minute", [10_000n, 9_000n]),
    ],
    now,
  );
  expect(headers).toEqual({
    "x-ratelimit-limit-requests": "1000",
    "x-ratelimit-remaining-requests": "12",
    "x-ratelimit-reset-requests": "11h59m30s",
    "x-ratelimit-limit-tokens": "10000",
    "x-ratelimit-remaining-tokens": "9000",
    "x-ratelimit-reset-tokens": "30s",
  });
});

test("money is an exact decimal with its currency; what does not free by the clock has no reset", () => {
  const headers = rateLimitHeaders(
    [
      standing("spend", "total", [5_000_000_000_000n, 100_000n]),
      standing("concurrency", "now", [4n, 3n]),
      standing("spend", "month", [9_000_000_000_000n, 100_000n]),
    ],
    now,
  );
  expect(headers).toEqual({
    "x-ratelimit-limit-spend": "5 USD",
    "x-ratelimit-remaining-spend": "0.0000001 USD",
    "x-ratelimit-limit-concurrency": "4",
    "x-ratelimit-remaining-concurrency": "3",
  });
});

test("limits that let in one request at a time only are named by their measures", () => {
  const spend = { ...standing("spend", "total", [5n, 1n]), isThrottled: true };
  const headers = rateLimitHeaders([standing("tokens", "day", [9n, 1n]), spend], now);
  expect(headers["x-ratelimit-throttled"]).toBe("spend");
});

test("without a limit nothing is told", () => {
  expect(rateLimitHeaders([], now)).toEqual({});
});
