import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type GraphPlan, openGraphCache } from "./graph-cache/graph-cache.ts";
import { GRAPH_FILES } from "./graph-cache/graph-files.ts";
import { openModel } from "./open-model.ts";
import { EMBED_SPEC, LANGID_SPEC } from "./testing/specs.ts";
import { startEngine, textOf } from "./testing/start-engine.ts";
import { textSettings } from "./text-group.ts";
import { findConfinement } from "./worker/confine.ts";
import { ProcessSupply } from "./worker/process-supply.ts";
import { WORKER_PROGRAM, WorkerProcess } from "./worker/worker-process.ts";

/** Who shares a batch depends on what was learned, and the last bit on who shares it. */
const UNSHARED = { ...EMBED_SPEC, batchRowsMax: 1 };
const plain = { truncate: false } as const;
const inputs = [1, 4, 17, 60].map(textOf);

async function graphFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "millrace-graphs-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** The vectors of an engine of its own, and which file its process has mapped for the weights. */
async function embedOnce(graphCacheFolder?: string) {
  const { engine, allBecome } = await startEngine(graphCacheFolder === undefined ? {} : { graphCacheFolder });
  await engine.apply(UNSHARED);
  const [replica] = await allBecome("embed-id", "ready");
  const maps = await readFile(`/proc/${replica?.pid}/maps`, "utf8");
  const { vectors } = await engine.embed("embed-id", { inputs, ...plain });
  await engine.close();
  return { vectors, mapsWeights: maps.includes(GRAPH_FILES.weights), restarts: replica?.restarts };
}

test("with a cached graph the answers are the same to the bit, and the second load really uses it", async () => {
  const folder = await graphFolder();
  const without = await embedOnce();
  const saving = await embedOnce(folder);
  const [entry = "", ...others] = await readdir(folder);
  expect(others).toEqual([]);
  expect((await readdir(path.join(folder, entry))).sort()).toEqual([
    "contents.json",
    "model.onnx",
    "weights.bin",
  ]);
  const cached = await embedOnce(folder);
  expect([without.mapsWeights, saving.mapsWeights, cached.mapsWeights]).toEqual([false, false, true]);
  expect(saving.vectors).toEqual(without.vectors);
  expect(cached.vectors).toEqual(without.vectors);
});

test("a classifier gives the same scores to the bit from its cached graph", async () => {
  const graphCacheFolder = await graphFolder();
  const runs = [];
  for (let run = 0; run < 2; run += 1) {
    const { engine, allBecome } = await startEngine({ graphCacheFolder });
    await engine.apply({ ...LANGID_SPEC, batchRowsMax: 1 });
    await allBecome("langid-id", "ready");
    const call = { inputs, topK: null, functionToApply: null, ...plain };
    runs.push((await engine.classify("langid-id", call)).scores);
    await engine.close();
  }
  expect(runs[1]).toEqual(runs[0]);
});

test("an entry whose bytes were spoilt is replaced, and one that does not open costs nobody an error", async () => {
  const folder = await graphFolder();
  const { vectors } = await embedOnce(folder);
  const [entry = ""] = await readdir(folder);
  const weights = path.join(folder, entry, GRAPH_FILES.weights);
  const bytes = await readFile(weights);
  bytes.fill(7, bytes.length >> 1, (bytes.length >> 1) + 1_024);
  await rm(weights);
  await writeFile(weights, bytes);
  expect((await embedOnce(folder)).vectors).toEqual(vectors);
  // Sound by its digests, and no graph.
  await rm(path.join(folder, entry), { recursive: true });
  await mkdir(path.join(folder, entry));
  await writeFile(path.join(folder, entry, GRAPH_FILES.graph), "no graph");
  const digest = "3d02cd2f2e3d1a3b4c7a1d1d4b0d0f9a3d0b8a3c9d0a4b9e6f0b1c2d3e4f5a6b";
  await writeFile(path.join(folder, entry, "contents.json"), JSON.stringify({ [GRAPH_FILES.graph]: digest }));
  const after = await embedOnce(folder);
  expect([after.vectors, after.restarts]).toEqual([vectors, 0]);
});

test("processes leave the cache as it is while they run: nothing of theirs is in it but what they saved", async () => {
  const folder = await graphFolder();
  const { engine, workFolder, allBecome } = await startEngine({ graphCacheFolder: folder });
  await engine.apply({ ...EMBED_SPEC, replicas: 2 });
  await allBecome("embed-id", "ready", 2);
  await engine.embed("embed-id", { inputs, ...plain });
  expect(await readdir(folder)).toHaveLength(1);
  expect((await readdir(workFolder, { recursive: true })).length).toBeLessThanOrEqual(3);
});

test("a cached graph opens at least twice as fast as its original", async () => {
  const cache = await openGraphCache({ folder: await graphFolder(), traits: "" });
  const model = await openModel(EMBED_SPEC.modelFolder);
  if (model.task === "tensor") throw new Error("a text model was expected");
  const workFolder = await graphFolder();
  const settings = {
    processes: new ProcessSupply({ program: WORKER_PROGRAM, confinement: findConfinement(), workFolder }),
    backend: textSettings(model, { threads: 1, provider: "cpu" }),
    memoryBytesMax: EMBED_SPEC.memoryBytesMax,
    batchTimeoutMs: 30_000,
  };
  const loadMs = async (planGraph: () => Promise<GraphPlan>) => {
    const worker = await WorkerProcess.start({ ...settings, planGraph });
    const opening = await worker.opening;
    if (worker.plan.kind === "saving") await cache.keep(worker.plan.key, worker.graphFolder);
    worker.kill();
    await worker.ended;
    return opening.kind === "open" ? opening.loadMs : Number.NaN;
  };
  const planCached = () => cache.plan([model.onnxFile]);
  await loadMs(planCached);
  const ratios = [];
  for (let round = 0; round < 9; round += 1) {
    const originalMs = await loadMs(async () => ({ kind: "original" }));
    ratios.push(originalMs / (await loadMs(planCached)));
  }
  expect(ratios.sort((one, other) => one - other)[4]).toBeGreaterThan(2);
});
