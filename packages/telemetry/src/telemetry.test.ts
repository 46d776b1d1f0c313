import { Fault } from "@millrace/kernel";
import { expect, test } from "vitest";
import { createLog } from "./log.ts";
import { createMetrics } from "./metrics.ts";

test("secrets never reach the log, whatever level they stand on", () => {
  const lines: string[] = [];
  const log = createLog({ service: "test" }, { write: (line) => lines.push(line) });
  log.info({ authorization: "Bearer x1", request: { cookie: "y2" }, team: "t" }, "asked");
  expect(lines[0]).not.toMatch(/x1|y2/);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    service: "test",
    level: "info",
    team: "t",
    msg: "asked",
  });
});

test("a fault is logged with its code and its internal text", () => {
  const lines: string[] = [];
  const log = createLog({ service: "test" }, { write: (line) => lines.push(line) });
  log.error(
    { error: new Fault({ kind: "internal", code: "a.b", message: "public", internal: "inside" }) },
    "failed",
  );
  expect(JSON.parse(lines[0] ?? "").error).toMatchObject({ code: "a.b", internal: "inside" });
});

test("a histogram's buckets are cumulative and its labels escaped", () => {
  const metrics = createMetrics();
  const histogram = metrics.histogram("wait_ms", "Waiting.", [1, 10]);
  for (const value of [0.5, 5, 50]) histogram.observe({ model: 'a"b' }, value);
  expect(metrics.render()).toBe(
    [
      "# HELP wait_ms Waiting.",
      "# TYPE wait_ms histogram",
      'wait_ms_bucket{model="a\\"b",le="1"} 1',
      'wait_ms_bucket{model="a\\"b",le="10"} 2',
      'wait_ms_bucket{model="a\\"b",le="+Inf"} 3',
      'wait_ms_sum{model="a\\"b"} 55.5',
      'wait_ms_count{model="a\\"b"} 3\n',
    ].join("\n"),
  );
});

test("a caller cannot fill the memory with label values", () => {
  const metrics = createMetrics();
  const counter = metrics.counter("hits", "Hits.");
  for (let index = 0; index < 5_000; index++) counter.add({ path: `/${index}` });
  expect(metrics.render().split("\n").length).toBeLessThan(1_010);
  expect(metrics.render()).toContain('hits{overflow="true"} 4000');
});
