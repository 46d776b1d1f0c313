import { expect, test } from "vitest";
import { SUBSCRIPTION_STATES, type SubscriptionState } from "../plans/subscription.ts";
import { type Access, accessOf } from "./access-of.ts";

const NOW = new Date("2026-03-20T00:00:00Z");
const DAY_MS = 86_400_000;
const FULL: Access = { kind: "full", until: null };

const ALWAYS: Record<Exclude<SubscriptionState, "past_due">, Access> = {
  trialing: FULL,
  active: FULL,
  canceled: FULL,
  incomplete_expired: FULL,
  unpaid: { kind: "read_only", reason: "unpaid" },
  paused: { kind: "read_only", reason: "paused" },
  incomplete: { kind: "read_only", reason: "incomplete" },
};

test("a team without a plan is served", () => {
  expect(accessOf(null, NOW)).toEqual(FULL);
});

test.each(SUBSCRIPTION_STATES.filter((state) => state !== "past_due"))("what %s lets a team do", (state) => {
  expect(accessOf({ state, pastDueSince: null }, NOW)).toEqual(ALWAYS[state]);
});

test.each([
  { daysAgo: 0, access: { kind: "full", until: new Date("2026-04-03T00:00:00Z") } },
  { daysAgo: 13.999, access: { kind: "full" } },
  { daysAgo: 14, access: { kind: "read_only", reason: "past_due" } },
  { daysAgo: 40, access: { kind: "read_only", reason: "past_due" } },
])("what is overdue for $daysAgo days has 14 days of grace", ({ daysAgo, access }) => {
  const pastDueSince = new Date(NOW.getTime() - daysAgo * DAY_MS);
  expect(accessOf({ state: "past_due", pastDueSince }, NOW)).toMatchObject(access);
});
