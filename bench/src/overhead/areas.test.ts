import { expect, test } from "vitest";
import { areaOf, timeByArea } from "./areas.ts";

test.each([
  ["file:///x/packages/serving/src/tokenizing/encode-inputs.ts", "tokenizer"],
  ["file:///x/node_modules/.pnpm/tokenizers@0.23.2/node_modules/tokenizers/index.js", "tokenizer"],
  ["file:///x/packages/serving/src/worker/frames.ts", "pipe"],
  ["file:///x/packages/serving/src/dispatcher.ts", "engine"],
  ["file:///x/packages/metering/src/spool/spool.ts", "usage"],
  ["file:///x/apps/inference/src/routes/openai.ts", "api"],
  ["file:///x/packages/db/src/database.ts", "database"],
  ["file:///x/node_modules/.pnpm/pg@8.23.1/node_modules/pg/lib/client.js", "database"],
  ["file:///x/node_modules/.pnpm/fastify@5/node_modules/fastify/lib/reply.js", "http"],
  ["node:_http_outgoing", "http"],
  ["node:internal/streams/writable", "http"],
  ["node:net", "http"],
  ["node:internal/process/task_queues", "node"],
  ["node:internal/per_context/messageport", "usage"],
  ["", "native"],
])("%s is of %s", (url, area) => {
  expect(areaOf({ url, functionName: "some" })).toBe(area);
});

test("native functions are told apart by their names", () => {
  expect(areaOf({ url: "", functionName: "writev" })).toBe("writing");
  expect(areaOf({ url: "", functionName: "postMessage" })).toBe("usage");
  expect(areaOf({ url: "", functionName: "(program)" })).toBe("native");
});

test("idle time counts for nothing, and the collector's is its own", () => {
  expect(areaOf({ url: "", functionName: "(idle)" })).toBeUndefined();
  expect(areaOf({ url: "", functionName: "(garbage collector)" })).toBe("garbage");
});

test("each sample's time goes to the area of its function", () => {
  const frame = (url: string, functionName = "some") => ({ url, functionName });
  const times = timeByArea({
    nodes: [
      { id: 1, callFrame: frame("", "(idle)") },
      { id: 2, callFrame: frame("node:net") },
      { id: 3, callFrame: frame("file:///x/apps/inference/src/service.ts") },
    ],
    samples: [1, 2, 3, 2],
    timeDeltas: [1_000, 20, 300, 4],
  });
  expect(times).toMatchObject({ http: 24, api: 300, engine: 0 });
});
