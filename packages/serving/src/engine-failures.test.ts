import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { DATA_TYPE, node, valueInfo } from "@millrace/onnx";
import { expect, onTestFinished, test, vi } from "vitest";
import { REPLICA_MEMORY_BYTES_MIN } from "./spec.ts";
import { DEADLY_TOKEN, ENDLESS_TOKEN, FAILING_TOKEN, SLOW_TOKEN } from "./testing/fragile-tokens.ts";
import { EMBED_FOLDER, EMBED_SPEC, FRAGILE_PROGRAM } from "./testing/specs.ts";
import { startEngine, textOf } from "./testing/start-engine.ts";
import { floats, int64s, tensorSpec } from "./testing/tensor-models.ts";

const plain = { truncate: false } as const;

test("a process that is killed in mid-load costs no caller an error", async () => {
  const { engine, replicasOf, replicasBecome } = await startEngine();
  await engine.apply({ ...EMBED_SPEC, replicas: 2 });
  const calls = Array.from({ length: 400 }, (_, index) =>
    engine.embed("embed-id", { inputs: [textOf(1 + (index % 50))], ...plain }),
  );
  await calls[0];
  const [victim] = replicasOf("embed-id");
  process.kill(victim?.pid ?? Number.NaN, "SIGKILL");
  const answers = await Promise.all(calls);
  expect(answers.every(({ vectors }) => vectors[0]?.length === 384)).toBe(true);
  const after = await replicasBecome("embed-id", (all) => all.every(({ state }) => state === "ready"));
  expect(after.map(({ restarts }) => restarts)).toEqual([1, 0]);
});

test("an input that kills its process fails alone, and its neighbours are answered", async () => {
  const { engine, allBecome } = await startEngine({}, FRAGILE_PROGRAM);
  await engine.apply(EMBED_SPEC);
  await allBecome("embed-id", "ready");
  const inputs = [[1], [2], [DEADLY_TOKEN], [3], [4]];
  const outcomes = await Promise.allSettled(
    inputs.map((input) => engine.embed("embed-id", { inputs: [input], ...plain })),
  );
  expect(outcomes.map(({ status }) => status)).toEqual([
    "fulfilled",
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
  ]);
  expect(outcomes[2]).toMatchObject({ reason: { kind: "internal", code: "serving.item_failed" } });
});

test("an input that the model fails on is named, and its neighbours are answered without a restart", async () => {
  const { engine, allBecome, replicasOf } = await startEngine({}, FRAGILE_PROGRAM);
  await engine.apply(EMBED_SPEC);
  await allBecome("embed-id", "ready");
  const good = engine.embed("embed-id", { inputs: [[1], [2]], ...plain });
  const bad = engine.embed("embed-id", { inputs: [[3], [FAILING_TOKEN]], ...plain });
  await expect(bad).rejects.toMatchObject({ code: "serving.item_failed", param: "input[1]" });
  expect((await good).vectors).toHaveLength(2);
  expect(replicasOf("embed-id")[0]?.restarts).toBe(0);
});

test("a batch that computes without end is ended, retried alone once, and then given up", async () => {
  const { engine, allBecome } = await startEngine({ batchTimeoutMs: 300 }, FRAGILE_PROGRAM);
  await engine.apply(EMBED_SPEC);
  await allBecome("embed-id", "ready");
  const endless = engine.embed("embed-id", { inputs: [[ENDLESS_TOKEN]], ...plain });
  const behind = engine.embed("embed-id", { inputs: [[1]], ...plain });
  await expect(endless).rejects.toMatchObject({ code: "serving.item_timed_out", param: "input[0]" });
  expect((await behind).vectors).toHaveLength(1);
});

test("what lies behind a batch that does not end is computed by another replica", async () => {
  const { engine, allBecome, replicasOf } = await startEngine({ batchTimeoutMs: 20_000 }, FRAGILE_PROGRAM);
  await engine.apply({ ...EMBED_SPEC, replicas: 2, batchRowsMax: 1 });
  await allBecome("embed-id", "ready", 2);
  const client = new AbortController();
  const endless = engine.embed("embed-id", { inputs: [[ENDLESS_TOKEN]], signal: client.signal, ...plain });
  const left = expect(endless).rejects.toThrow("enough");
  const others = [1, 2, 3, 4].map((token) => engine.embed("embed-id", { inputs: [[token]], ...plain }));
  for (const { vectors } of await Promise.all(others)) expect(vectors).toHaveLength(1);
  expect(replicasOf("embed-id").map(({ state, restarts }) => [state, restarts])).toEqual([
    ["ready", 0],
    ["ready", 0],
  ]);
  client.abort(new Error("enough"));
  await left;
});

test("a client that leaves is dropped before its batch, and its place is free at once", async () => {
  const { engine, replicasOf, allBecome } = await startEngine({}, FRAGILE_PROGRAM);
  await engine.apply({ ...EMBED_SPEC, batchRowsMax: 1 });
  await allBecome("embed-id", "ready");
  const busy = [1, 2].map(() => engine.embed("embed-id", { inputs: [[SLOW_TOKEN]], ...plain }));
  const client = new AbortController();
  const leaving = engine.embed("embed-id", { inputs: [[DEADLY_TOKEN]], signal: client.signal, ...plain });
  await vi.waitFor(() => expect(engine.status()[0]?.queuedRequests).toBe(1), { interval: 1 });
  client.abort(new Error("gone"));
  await expect(leaving).rejects.toThrow("gone");
  expect(engine.status()[0]).toMatchObject({ queuedRequests: 0, queuedTokens: 0 });
  await Promise.all(busy);
  await engine.embed("embed-id", { inputs: [[1]], ...plain });
  expect(replicasOf("embed-id")[0]?.restarts).toBe(0);
});

test("a client that leaves while its batch computes harms nobody", async () => {
  const { engine, allBecome } = await startEngine({}, FRAGILE_PROGRAM);
  await engine.apply(EMBED_SPEC);
  await allBecome("embed-id", "ready");
  const client = new AbortController();
  const leaving = engine.embed("embed-id", { inputs: [[SLOW_TOKEN]], signal: client.signal, ...plain });
  const staying = engine.embed("embed-id", { inputs: [[SLOW_TOKEN]], ...plain });
  await vi.waitFor(() => expect(engine.status()[0]?.queuedRequests).toBe(0), { interval: 1 });
  client.abort();
  await expect(leaving).rejects.toMatchObject({ name: "AbortError" });
  expect((await staying).vectors).toHaveLength(1);
});

test("a replica that dies five times within a minute is quarantined, says why, and apply revives it", async () => {
  const { engine, allBecome, replicasBecome } = await startEngine();
  await engine.apply(EMBED_SPEC);
  let lastPid: number | null = null;
  for (let death = 1; death <= 5; death += 1) {
    const [replica] = await replicasBecome(
      "embed-id",
      ([only]) => only?.state === "ready" && only.pid !== lastPid,
    );
    lastPid = replica?.pid ?? null;
    process.kill(lastPid ?? Number.NaN, "SIGKILL");
  }
  const [quarantined] = await allBecome("embed-id", "quarantined");
  expect(quarantined).toMatchObject({ reason: "The process ended (SIGKILL).", pid: null });
  const refused = engine.embed("embed-id", { inputs: ["a"], ...plain });
  await expect(refused).rejects.toMatchObject({ kind: "unavailable", code: "serving.no_replica" });

  await engine.apply(EMBED_SPEC);
  expect((await engine.embed("embed-id", { inputs: ["a"], ...plain })).vectors).toHaveLength(1);
});

test("a model that does not fit into its memory is quarantined with that reason, and no path is told", async () => {
  const { engine, allBecome } = await startEngine();
  expect(engine.isolation).toBe("prlimit");
  await engine.apply({ ...EMBED_SPEC, memoryBytesMax: REPLICA_MEMORY_BYTES_MIN });
  const [replica] = await allBecome("embed-id", "quarantined");
  expect(replica?.reason).toBe("The model does not fit into 96 MiB of memory.");
});

test("a file that is no model is refused before any process opens it", async () => {
  const { engine } = await startEngine();
  const folder = await copyOfEmbed();
  await writeFile(path.join(folder, "onnx/model.onnx"), "no model");
  const applied = engine.apply({ ...EMBED_SPEC, modelFolder: folder });
  await expect(applied).rejects.toMatchObject({ kind: "invalid", code: "serving.model_refused" });
  expect(engine.status()).toEqual([]);
});

test("a model that ONNX Runtime cannot run is quarantined at once, with words for its owner", async () => {
  const { engine, allBecome } = await startEngine();
  const mixed = {
    nodes: [node("Add", ["x", "n"], ["y"])],
    inputs: [valueInfo("x", ["batch"]), valueInfo("n", ["batch"], DATA_TYPE.INT64)],
    outputs: [valueInfo("y", ["batch"])],
  };
  await engine.apply(await tensorSpec(mixed));
  const waiting = engine.infer("tensor-id", {
    inputs: [floats("x", [1], [1]), int64s("n", [1], [1n])],
    outputs: null,
  });
  await expect(waiting).rejects.toMatchObject({ code: "serving.no_replica" });
  const [replica] = await allBecome("tensor-id", "quarantined");
  expect(replica?.reason).toBe("ONNX Runtime cannot run the model.");
  expect(replica?.detail).not.toBe(null);
});

test("a request waits for a replica only so long", async () => {
  const { engine } = await startEngine({ startTimeoutMs: 1 });
  await engine.apply(EMBED_SPEC);
  const call = engine.embed("embed-id", { inputs: ["a"], ...plain });
  await expect(call).rejects.toMatchObject({ kind: "unavailable", retryAfterMs: expect.any(Number) });
});

test("a process inherits nothing of our environment and works in an empty folder of its own", async () => {
  const { engine, workFolder, allBecome } = await startEngine();
  await engine.apply(EMBED_SPEC);
  const [replica] = await allBecome("embed-id", "ready");
  const environment = (await readFile(`/proc/${replica?.pid}/environ`, "utf8")).split("\0").filter(Boolean);
  const [folder = "", ...others] = await readdir(workFolder);
  const ownFolder = path.join(workFolder, folder);
  expect(others).toEqual([]);
  expect(environment.toSorted()).toEqual([
    `HOME=${ownFolder}`,
    "ORT_DISABLE_TELEMETRY=1",
    `TMPDIR=${ownFolder}`,
  ]);
  expect(await readlink(`/proc/${replica?.pid}/cwd`)).toBe(ownFolder);
  expect(await readdir(ownFolder)).toEqual([]);
  const limits = await readFile(`/proc/${replica?.pid}/limits`, "utf8");
  expect(limits).toMatch(/Max core file size\s+0\s+0/);
  expect(limits).not.toMatch(/Max data size\s+unlimited/);
});

test("ONNX Runtime tells nobody: no socket beside the two pipes to us, and no file", async () => {
  const { engine, workFolder, allBecome } = await startEngine();
  await engine.apply(EMBED_SPEC);
  const [replica] = await allBecome("embed-id", "ready");
  await engine.embed("embed-id", { inputs: [textOf(20)], ...plain });
  expect(await socketsOf(replica?.pid ?? Number.NaN)).toBe(2);
  expect(await readdir(workFolder, { recursive: true })).toHaveLength(1);
});

test("no process outlives an engine that is killed, not even one that computes without end", async () => {
  const script = fileURLToPath(new URL("./testing/engine-host.ts", import.meta.url));
  const workFolder = await mkdtemp(path.join(tmpdir(), "millrace-serving-"));
  onTestFinished(() => rm(workFolder, { recursive: true }));
  const host = spawn(process.execPath, [script, workFolder], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(host.stdout, "data");
  const pid = Number(String(line));
  expect(isAlive(pid)).toBe(true);
  host.kill("SIGKILL");
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 2_000, interval: 10 });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Sockets that a process holds; its pipes to us are made of two. */
async function socketsOf(pid: number): Promise<number> {
  const descriptors = await readdir(`/proc/${pid}/fd`);
  const targets = await Promise.all(
    descriptors.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => "")),
  );
  return targets.filter((target) => target.startsWith("socket:")).length;
}

async function copyOfEmbed(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "millrace-model-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(EMBED_FOLDER, folder, { recursive: true, filter: (source) => !source.endsWith(".onnx") });
  return folder;
}
