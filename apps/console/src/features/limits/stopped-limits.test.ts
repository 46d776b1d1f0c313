import type { FilledLimit } from "@millrace/quotas";
import { expect, test } from "vitest";
import { exampleLimit } from "./example-limit.fixture.ts";
import { stoppedLimits } from "./stopped-limits.ts";

const team = { scope: "team", scopeId: "team" } as const;

test.each<[string, Partial<FilledLimit>, boolean]>([
  ["used up", { ...team, used: 10n }, true],
  ["nearly used up", { ...team, used: 9n, reserved: 1n }, false],
  ["used up, and of a key", { used: 10n }, false],
  ["used up for a minute", { ...team, period: "minute", used: 10n }, false],
  ["of replicas, all of them deployed", { ...team, measure: "replicas", period: "now", used: 10n }, false],
  ["of replicas, exceeded", { ...team, measure: "replicas", period: "now", used: 11n }, true],
])("a limit that is %s stops something or not", (_, parts, isStopped) => {
  expect(stoppedLimits([exampleLimit("it", parts)])).toHaveLength(isStopped ? 1 : 0);
});
