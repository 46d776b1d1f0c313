import { expect, test } from "vitest";
import type { Account } from "./account.ts";
import { refusalOf, throttledRefusal } from "./refusal.ts";

const now = new Date("2026-03-04T05:06:47Z");
const limit = { id: "1", value: 5_000_000_000_000n, setBy: "Ada", throttleAt: null };

function account(changes: Partial<Account> = {}): Account {
  return {
    teamId: "team",
    scope: "key",
    scopeId: "key",
    measure: "spend",
    period: "month",
    startsAt: new Date("2026-03-01T00:00:00Z"),
    currency: "USD",
    ...changes,
  };
}

test("money: whose limit, its value, who set it, what is needed and left, and from when on there is more", () => {
  const fault = refusalOf({ account: account(), need: 20_000_000_000n, limit, left: 1n, now });
  expect(fault).toMatchObject({
    kind: "limit_exceeded",
    code: "insufficient_quota",
    retryAfterMs: undefined,
  });
  expect(fault.message).toBe(
    "This key may spend 5 USD a month, set by Ada. This request needs 0.02 USD, and 0.000000000001 USD is left. More from 2026-04-01T00:00:00Z on.",
  );
});

test("a rate frees within the minute, and says in how long", () => {
  const rate = account({ measure: "requests", period: "minute", startsAt: new Date("2026-03-04T05:06:00Z") });
  const fault = refusalOf({
    account: rate,
    need: 1n,
    limit: { id: "1", value: 60n, setBy: null, throttleAt: null },
    left: 0n,
    now,
  });
  expect(fault).toMatchObject({ code: "rate_limit_exceeded", retryAfterMs: 13_000 });
  expect(fault.message).toBe(
    "This key may make 60 requests a minute. This request needs 1 request, and 0 requests are left. More from 2026-03-04T05:07:00Z on.",
  );
});

test("what frees tomorrow is not waited for", () => {
  const day = account({
    scope: "team",
    measure: "tokens",
    period: "day",
    startsAt: new Date("2026-03-04T00:00:00Z"),
  });
  const fault = refusalOf({
    account: day,
    need: 9n,
    limit: { id: "1", value: 60n, setBy: null, throttleAt: null },
    left: 8n,
    now,
  });
  expect(fault).toMatchObject({ code: "rate_limit_exceeded", retryAfterMs: undefined });
  expect(fault.message).toContain(
    "This team may use 60 tokens a day. This request needs 9 tokens, and 8 tokens are left.",
  );
});

test("too many at once is worth another try soon", () => {
  const busy = account({ scope: "deployment", measure: "concurrency", period: "now", startsAt: new Date(0) });
  const fault = refusalOf({
    account: busy,
    need: 1n,
    limit: { id: "1", value: 4n, setBy: null, throttleAt: null },
    left: 0n,
    now,
  });
  expect(fault).toMatchObject({ code: "rate_limit_exceeded", retryAfterMs: 1_000 });
  expect(fault.message).toBe("This deployment may run 4 requests at once, and all are under way.");
});

test("credit that is used up says where there is more", () => {
  const credit = account({ scope: "team", measure: "credit", period: "total", startsAt: new Date(0) });
  const fault = refusalOf({ account: credit, need: 10n ** 12n, limit: null, left: 0n, now });
  expect(fault).toMatchObject({ code: "insufficient_quota" });
  expect(fault.message).toContain("Billing");
});

test("a throttled limit: whose, its value, who set it, from which share on, and until when", () => {
  const fault = throttledRefusal(account(), { ...limit, throttleAt: 80 });
  expect(fault).toMatchObject({ kind: "limit_exceeded", code: "limit_throttled", retryAfterMs: 1_000 });
  expect(fault.message).toBe(
    "This key may spend 5 USD a month, set by Ada. From 80 % of that on, its requests go one at a time, until 2026-04-01T00:00:00Z, and one is under way.",
  );
});
