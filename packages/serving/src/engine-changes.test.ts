import { expect, test } from "vitest";
import { ENDLESS_TOKEN, SLOW_TOKEN } from "./testing/fragile-tokens.ts";
import { EMBED_SPEC, FRAGILE_PROGRAM, LANGID_FOLDER } from "./testing/specs.ts";
import { startEngine, textOf } from "./testing/start-engine.ts";

const plain = { truncate: false } as const;

test("more replicas, fewer, and other threads: no request under way or to come is lost", async () => {
  const { engine, replicasOf, allBecome } = await startEngine();
  await engine.apply(EMBED_SPEC);
  await allBecome("embed-id", "ready");
  let isOver = false;
  let answered = 0;
  const clients = Array.from({ length: 8 }, async (_, client) => {
    while (!isOver) {
      await engine.embed("embed-id", { inputs: [textOf(1 + client * 5)], ...plain });
      answered += 1;
    }
  });
  const firstPid = replicasOf("embed-id")[0]?.pid;
  await engine.apply({ ...EMBED_SPEC, replicas: 2 });
  await allBecome("embed-id", "ready", 2);
  await engine.apply(EMBED_SPEC);
  const [kept] = await allBecome("embed-id", "ready", 1);
  expect(kept?.pid).toBe(firstPid);
  await engine.apply({ ...EMBED_SPEC, threadsPerReplica: 2 });
  const [successor] = await allBecome("embed-id", "ready", 1);
  isOver = true;
  await Promise.all(clients);
  expect(successor?.pid).not.toBe(firstPid);
  expect(answered).toBeGreaterThan(8);
});

test("a successor that cannot run leaves the old model serving, and says why", async () => {
  const { engine, replicasBecome } = await startEngine();
  await engine.apply(EMBED_SPEC);
  await engine.embed("embed-id", { inputs: ["a"], ...plain });
  await engine.apply({ ...EMBED_SPEC, modelFolder: LANGID_FOLDER });
  const replicas = await replicasBecome("embed-id", (all) =>
    all.some(({ state }) => state === "quarantined"),
  );
  expect(replicas.map(({ state }) => state)).toEqual(["ready", "quarantined"]);
  expect(replicas[1]?.reason).toMatch(/numbers per input/);
  const { vectors } = await engine.embed("embed-id", { inputs: ["a"], ...plain });
  expect(vectors[0]).toHaveLength(384);
});

test("going back before the successor took over keeps the old processes", async () => {
  const { engine, replicasOf, allBecome } = await startEngine();
  await engine.apply(EMBED_SPEC);
  const [before] = await allBecome("embed-id", "ready");
  await engine.apply({ ...EMBED_SPEC, threadsPerReplica: 2 });
  await engine.apply(EMBED_SPEC);
  const [after] = await allBecome("embed-id", "ready", 1);
  expect(after?.pid).toBe(before?.pid);
  expect(replicasOf("embed-id")).toHaveLength(1);
});

test("bounds change without a restart", async () => {
  const { engine, allBecome } = await startEngine();
  await engine.apply(EMBED_SPEC);
  const [before] = await allBecome("embed-id", "ready");
  await engine.apply({ ...EMBED_SPEC, name: "renamed", batchRowsMax: 1, queueRequestsMax: 5 });
  const answers = await Promise.all(
    ["a", "b", "c"].map((text) => engine.embed("embed-id", { inputs: [text], ...plain })),
  );
  expect(answers.map(({ timings }) => timings.batchRows)).toEqual([1, 1, 1]);
  expect(engine.status()).toMatchObject([{ name: "renamed", replicas: [{ pid: before?.pid }] }]);
});

test("a removed deployment answers what it had admitted, and is unknown afterwards", async () => {
  const { engine, allBecome } = await startEngine({}, FRAGILE_PROGRAM);
  await engine.apply(EMBED_SPEC);
  const [replica] = await allBecome("embed-id", "ready");
  const admitted = [1, 2, 3].map(() => engine.embed("embed-id", { inputs: [[SLOW_TOKEN]], ...plain }));
  await engine.remove("embed-id");
  expect(await Promise.all(admitted)).toHaveLength(3);
  expect(() => process.kill(replica?.pid ?? Number.NaN, 0)).toThrow("ESRCH");
  await expect(engine.embed("embed-id", { inputs: ["a"], ...plain })).rejects.toMatchObject({
    kind: "not_found",
  });
  expect(engine.status()).toEqual([]);
});

test("a removal that comes right after a change is not undone by it", async () => {
  const { engine } = await startEngine();
  await Promise.all([engine.apply(EMBED_SPEC), engine.remove("embed-id")]);
  expect(engine.status()).toEqual([]);
});

test("a drain ends even when a request does not", async () => {
  const { engine, allBecome } = await startEngine({ drainTimeoutMs: 100 }, FRAGILE_PROGRAM);
  await engine.apply(EMBED_SPEC);
  await allBecome("embed-id", "ready");
  const endless = engine.embed("embed-id", { inputs: [[ENDLESS_TOKEN]], ...plain });
  const failed = expect(endless).rejects.toMatchObject({ kind: "unavailable", code: "serving.stopping" });
  await engine.remove("embed-id");
  await failed;
});

test("a deployment without replicas answers that it has none, and serves once it has", async () => {
  const { engine } = await startEngine();
  await engine.apply({ ...EMBED_SPEC, replicas: 0 });
  const refused = engine.embed("embed-id", { inputs: ["a"], ...plain });
  await expect(refused).rejects.toMatchObject({ kind: "unavailable", code: "serving.no_replica" });
  await engine.apply(EMBED_SPEC);
  expect((await engine.embed("embed-id", { inputs: ["a"], ...plain })).vectors).toHaveLength(1);
});
