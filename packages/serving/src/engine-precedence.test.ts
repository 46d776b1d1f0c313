import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { SLOW_MS, SLOW_TOKEN } from "./testing/fragile-tokens.ts";
import { EMBED_SPEC, FRAGILE_PROGRAM } from "./testing/specs.ts";
import { startEngine } from "./testing/start-engine.ts";

const plain = { truncate: false } as const;

/** An engine whose replica is known to be quick, and computes slowly on two batches of one row. */
async function busyEngine() {
  const { engine, allBecome } = await startEngine({}, FRAGILE_PROGRAM);
  await engine.apply({ ...EMBED_SPEC, batchRowsMax: 1 });
  await allBecome("embed-id", "ready");
  await engine.embed("embed-id", { inputs: [[1]], ...plain });
  const busy = Promise.all([1, 2].map(() => engine.embed("embed-id", { inputs: [[SLOW_TOKEN]], ...plain })));
  // What comes in the same turn of the event loop would line up before them.
  while (engine.status()[0]?.queuedRequests !== 0) await turn();
  return { engine, busy };
}

test("a deadline that even an idle replica cannot meet is refused at once, and for good", async () => {
  const { engine, busy } = await busyEngine();
  await busy;
  const call = engine.embed("embed-id", { inputs: [[1]], deadlineMs: 1e-6, ...plain });
  await expect(call).rejects.toMatchObject({
    kind: "limit_exceeded",
    code: "serving.deadline_unreachable",
    retryAfterMs: undefined,
  });
});

test("what passes its deadline while it waits is dropped before its batch, and others are answered", async () => {
  const { engine, busy } = await busyEngine();
  const late = engine.embed("embed-id", { inputs: [[1]], deadlineMs: SLOW_MS / 2, ...plain });
  const patient = engine.embed("embed-id", { inputs: [[2]], ...plain });
  await expect(late).rejects.toMatchObject({
    kind: "unavailable",
    code: "serving.deadline_passed",
    retryAfterMs: expect.any(Number),
  });
  expect((await patient).vectors).toHaveLength(1);
  await busy;
});

test("a deadline passes while no replica is ready as well", async () => {
  const { engine } = await startEngine();
  await engine.apply(EMBED_SPEC);
  const call = engine.embed("embed-id", { inputs: ["a"], deadlineMs: 5, ...plain });
  await expect(call).rejects.toMatchObject({ code: "serving.deadline_passed" });
});

test.each([0, -1, Number.NaN])("a deadline of %s ms is refused as a mistake", async (deadlineMs) => {
  const { engine } = await startEngine();
  await engine.apply(EMBED_SPEC);
  const call = engine.embed("embed-id", { inputs: ["a"], deadlineMs, ...plain });
  await expect(call).rejects.toMatchObject({ kind: "invalid", param: "deadlineMs" });
});

test("interactive calls go before batch calls that came earlier, and all are answered", async () => {
  const { engine, busy } = await busyEngine();
  const order: string[] = [];
  const call = async (priority: "interactive" | "batch") => {
    await engine.embed("embed-id", { inputs: [[1]], priority, ...plain });
    order.push(priority);
  };
  await Promise.all([call("batch"), call("batch"), call("interactive"), call("interactive"), busy]);
  expect(order).toEqual(["interactive", "interactive", "batch", "batch"]);
});

test("a flow that comes late to a long line is not served last", async () => {
  const { engine, busy } = await busyEngine();
  const order: string[] = [];
  const call = async (flow: string) => {
    await engine.embed("embed-id", { inputs: [[1, 2, 3]], flow, ...plain });
    order.push(flow);
  };
  const greedy = Array.from({ length: 20 }, () => call("greedy"));
  await Promise.all([...greedy, call("modest"), busy]);
  expect(order.indexOf("modest")).toBeLessThan(3);
});

test("a bound of the line that makes no sense is refused", async () => {
  const { engine } = await startEngine();
  const apply = engine.apply({ ...EMBED_SPEC, queueMsMax: 0.5 });
  await expect(apply).rejects.toMatchObject({ kind: "invalid", param: "queueMsMax" });
});
