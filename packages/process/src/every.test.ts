import { createLog } from "@millrace/telemetry";
import { expect, test } from "vitest";
import { every } from "./every.ts";

function recordingLog() {
  const lines: string[] = [];
  return { lines, log: createLog({ service: "test" }, { write: (line) => lines.push(line) }) };
}

test("work is repeated, and stopping waits for the run that is under way", async () => {
  const { log } = recordingLog();
  const third = Promise.withResolvers<void>();
  let runs = 0;
  let finished = 0;
  const stop = every(1, "counting", {
    log,
    work: async () => {
      if (++runs === 3) third.resolve();
      await new Promise((settle) => setImmediate(settle));
      finished += 1;
    },
  });
  await third.promise;
  await stop();
  expect(finished).toBe(runs);
});

test("a failure is logged once, and so is its end", async () => {
  const { log, lines } = recordingLog();
  const healed = Promise.withResolvers<void>();
  let runs = 0;
  const stop = every(1, "flaky", {
    log,
    work: async () => {
      runs += 1;
      if (runs <= 3) throw new Error("away");
      if (runs === 6) healed.resolve();
    },
  });
  await healed.promise;
  await stop();
  expect(lines.map((line) => JSON.parse(line).level)).toEqual(["warn", "info"]);
});
