import { describe, expect, test } from "vitest";
import { graceOf } from "./grace-of.ts";

const SINCE = new Date("2026-03-01T00:00:00Z");
const END = new Date("2026-03-15T00:00:00Z");
const SOON = new Date("2026-03-02T00:00:00Z");
const overdue = { state: "past_due", pastDueSince: SINCE } as const;

describe("grace begins", () => {
  test.each([
    ["a plan in order becomes overdue", { pastDueSince: null }],
    ["a plan is overdue when it is first heard of", null],
  ])("where %s", (_, known) => {
    expect(graceOf(known, overdue, SOON)).toEqual(END);
  });
});

describe("no grace begins", () => {
  test("where it was overdue before: each further attempt is the same grace", () => {
    expect(graceOf({ pastDueSince: SINCE }, overdue, SOON)).toBeNull();
  });

  test("where it is over by the time that it is heard of", () => {
    expect(graceOf({ pastDueSince: null }, overdue, END)).toBeNull();
  });

  test.each(["active", "trialing", "incomplete", "canceled"] as const)("where the plan is %s", (state) => {
    expect(graceOf({ pastDueSince: null }, { state, pastDueSince: null }, SOON)).toBeNull();
  });
});
