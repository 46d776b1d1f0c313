import { expect, test } from "vitest";
import { parseSteps, writeSteps } from "./parse-steps.ts";

const month = { measure: "spend", period: "month" } as const;

test.each([
  ["80, 100", "90", { notifyAt: [80, 100], throttleAt: 90 }],
  ["80 %，100%", "90 %", { notifyAt: [80, 100], throttleAt: 90 }],
  ["", " ", { notifyAt: [], throttleAt: null }],
])("%j and %j are steps", (shares, throttle, steps) => {
  expect(parseSteps({ shares, throttle }, month)).toEqual({ steps });
});

test.each(["101", "0", "80 90", "1,2,3,4,5,6", "eighty", "80.5"])("%j are no shares", (shares) => {
  expect(parseSteps({ shares, throttle: "" }, month)).toEqual({ wrong: { shares: true } });
});

test.each(["100", "0", "-1", "all"])("%j throttles nothing", (throttle) => {
  expect(parseSteps({ shares: "", throttle }, month)).toEqual({ wrong: { throttle: true } });
});

test("what a limit cannot have is left out, whatever was written there before", () => {
  const texts = { shares: "nonsense", throttle: "nonsense" };
  const none = { steps: { notifyAt: [], throttleAt: null } };
  expect(parseSteps(texts, { measure: "concurrency", period: "now" })).toEqual(none);
  const replicas = parseSteps({ ...texts, shares: "100" }, { measure: "replicas", period: "now" });
  expect(replicas).toEqual({ steps: { notifyAt: [100], throttleAt: null } });
  const minute = parseSteps({ ...texts, throttle: "50" }, { measure: "requests", period: "minute" });
  expect(minute).toEqual({ steps: { notifyAt: [], throttleAt: 50 } });
});

test("what is written is read as the same", () => {
  const steps = { notifyAt: [50, 80], throttleAt: 70 };
  expect(parseSteps(writeSteps(steps), month)).toEqual({ steps });
});
