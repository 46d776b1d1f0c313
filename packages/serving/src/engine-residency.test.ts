import { expect, test } from "vitest";
import type { ReplicaStatus } from "./status.ts";
import { SLOW_TOKEN } from "./testing/fragile-tokens.ts";
import { EMBED_SPEC, FRAGILE_PROGRAM, LANGID_SPEC } from "./testing/specs.ts";
import { startEngine, textOf } from "./testing/start-engine.ts";

const MIB = 1_048_576;
const plain = { truncate: false } as const;
const twoProcesses = { residency: "on_demand", replicas: 2, memoryBytesMax: 200 * MIB } as const;
const embedOnDemand = { ...EMBED_SPEC, residency: "on_demand" } as const;
/** Two of the models do not fit, whether they count as promised or as measured: a process takes more than 100 MiB. */
const ROOM_FOR_ONE = 400 * MIB;
/** Two processes compute on them for twice as long as the other model waits. */
const BUSY_INPUTS = 50;
const langidCall = { inputs: ["ein Text"], topK: 1, functionToApply: null, ...plain };

const unloaded = (all: readonly ReplicaStatus[]) => all.every(({ state }) => state === "unloaded");

test("a model on demand takes no process until its first request, and many requests at once are one load", async () => {
  const { engine, replicasOf } = await startEngine();
  await engine.apply(embedOnDemand);
  expect(replicasOf("embed-id")).toMatchObject([{ state: "unloaded", pid: null, memoryBytes: null }]);
  const calls = Array.from({ length: 20 }, () => engine.embed("embed-id", { inputs: [textOf(5)], ...plain }));
  const answers = await Promise.all(calls);
  expect(answers.every(({ vectors }) => vectors[0]?.length === 384)).toBe(true);
  expect(replicasOf("embed-id")).toMatchObject([{ state: "ready", restarts: 0 }]);
});

test("a model that nobody asks goes after a while, with its process, and comes back when asked", async () => {
  const { engine, replicasOf, replicasBecome } = await startEngine({ idleUnloadMs: 50 });
  await engine.apply(embedOnDemand);
  const { vectors: before } = await engine.embed("embed-id", { inputs: ["a"], ...plain });
  const pid = replicasOf("embed-id")[0]?.pid ?? Number.NaN;
  await replicasBecome("embed-id", unloaded);
  expect(() => process.kill(pid, 0)).toThrow(expect.objectContaining({ code: "ESRCH" }));
  const { vectors: after } = await engine.embed("embed-id", { inputs: ["a"], ...plain });
  expect(after).toEqual(before);
});

test("two models that do not fit together take turns, and no request is lost", async () => {
  const { engine, replicasOf } = await startEngine({ memoryBytesMax: ROOM_FOR_ONE });
  await engine.apply({ ...EMBED_SPEC, ...twoProcesses });
  await engine.apply({ ...LANGID_SPEC, ...twoProcesses });
  for (let turn = 0; turn < 3; turn += 1) {
    const { vectors } = await engine.embed("embed-id", { inputs: [textOf(3)], ...plain });
    expect(vectors).toHaveLength(1);
    const { scores } = await engine.classify("langid-id", langidCall);
    expect(scores[0]?.[0]?.label).toBe("de");
    expect(unloaded(replicasOf("embed-id"))).toBe(true);
  }
});

test("a busy model is never taken from its callers: another waits, and is told when it waited too long", async () => {
  const options = { memoryBytesMax: ROOM_FOR_ONE, startTimeoutMs: 2_500 };
  const { engine, replicasOf, allBecome } = await startEngine(options, FRAGILE_PROGRAM);
  await engine.apply({ ...EMBED_SPEC, ...twoProcesses, batchRowsMax: 1 });
  await engine.apply({ ...LANGID_SPEC, ...twoProcesses });
  await engine.embed("embed-id", { inputs: ["warm"], ...plain });
  await allBecome("embed-id", "ready", 2);
  const inputs = Array.from({ length: BUSY_INPUTS }, () => [SLOW_TOKEN]);
  const busy = engine.embed("embed-id", { inputs, ...plain });
  await expect(engine.classify("langid-id", langidCall)).rejects.toMatchObject({
    kind: "unavailable",
    code: "serving.no_memory",
    retryAfterMs: expect.any(Number),
  });
  for (const replica of replicasOf("embed-id"))
    expect(replica).toMatchObject({ state: "ready", restarts: 0 });
  expect(unloaded(replicasOf("langid-id"))).toBe(true);
  expect((await busy).vectors).toHaveLength(BUSY_INPUTS);
  const { scores } = await engine.classify("langid-id", langidCall);
  expect(scores[0]?.[0]?.label).toBe("de");
});

test("what does not fit beside the models that always stay is refused at once", async () => {
  const { engine, allBecome } = await startEngine({ memoryBytesMax: ROOM_FOR_ONE });
  await engine.apply(EMBED_SPEC);
  await allBecome("embed-id", "ready");
  await engine.apply({ ...LANGID_SPEC, ...twoProcesses });
  await expect(engine.classify("langid-id", langidCall)).rejects.toMatchObject({ code: "serving.no_memory" });
  await engine.embed("embed-id", { inputs: ["still here"], ...plain });
});

test("a model in use is changed without a gap, on demand or not, and one at rest stays at rest", async () => {
  const { engine, replicasOf, replicasBecome, allBecome } = await startEngine();
  await engine.apply(embedOnDemand);
  await engine.apply({ ...embedOnDemand, threadsPerReplica: 2 });
  expect(replicasOf("embed-id")).toMatchObject([{ state: "unloaded" }]);
  await engine.embed("embed-id", { inputs: ["a"], ...plain });
  const [old] = replicasOf("embed-id");
  await engine.apply(embedOnDemand);
  await engine.embed("embed-id", { inputs: ["b"], ...plain });
  const [successor] = await replicasBecome("embed-id", (all) => all.length === 1 && all[0]?.pid !== old?.pid);
  expect(successor?.state).toBe("ready");
  await engine.apply(EMBED_SPEC);
  const [resident] = await allBecome("embed-id", "ready");
  expect(resident?.pid).toBe(successor?.pid);
});

test("a model on demand that cannot run says so to its callers and in its status", async () => {
  const { engine, allBecome } = await startEngine();
  await engine.apply({ ...embedOnDemand, memoryBytesMax: 96 * MIB });
  await expect(engine.embed("embed-id", { inputs: ["a"], ...plain })).rejects.toMatchObject({
    code: "serving.no_replica",
  });
  const [replica] = await allBecome("embed-id", "quarantined");
  expect(replica?.reason).toBe("The model does not fit into 96 MiB of memory.");
});

test("an engine that closes while a model is on its way leaves no process", async () => {
  const { engine, replicasBecome, replicasOf } = await startEngine();
  await engine.apply(embedOnDemand);
  const call = engine.embed("embed-id", { inputs: ["a"], ...plain });
  const [replica] = await replicasBecome("embed-id", (all) => typeof all[0]?.pid === "number");
  await Promise.all([engine.close(), call]);
  expect(replicasOf("embed-id")).toEqual([]);
  expect(() => process.kill(replica?.pid ?? Number.NaN, 0)).toThrow();
});
