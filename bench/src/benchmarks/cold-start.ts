import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Benchmark, Metric, Scenario, Subject } from "../benchmark.ts";
import { startChild } from "../child.ts";
import { DEFAULT_RESOURCES } from "../deployment.ts";
import { type EngineHost, specOf, startEngine } from "../engine.ts";
import { graphIn, models } from "../models/models.ts";
import { prepared, until } from "../prepared.ts";
import type { RawStart } from "../raw/raw-start.ts";
import { tokenRows } from "../texts.ts";

const TOKENS = 8;
const SEED = 12;
const THREADS = DEFAULT_RESOURCES.threadsPerReplica;
const SLOWER_MAX = { plain: 1.3, cached: 0.6 };
/** Nobody asks a model that has just gone: by then whatever was under way is over, on both sides. */
const REST_MS = 500;

/** How long the first answer of a model takes that nobody has loaded. */
export const coldStart: Benchmark = {
  name: "cold-start",
  method: `A model loaded on demand, one replica: from asking while it is not loaded to its first answer (${TOKENS} tokens), against a fresh process that creates a session and runs it once, from its start to its answer; files in the page cache, as many threads. createAndRunMs leaves out the start of that process. With the graph cache, the model was loaded once before.`,
  pace: { rounds: 7, warmUpMs: 0, measureMs: 0 },
  prepare: () =>
    prepared(async (started) => {
      const { embed, minilm } = await models();
      const plain = until(started, await startEngine({}));
      const cached = until(started, await startEngine({}, { graphCacheFolder: await graphFolder(started) }));
      const [ids = []] = tokenRows(1, TOKENS, SEED);
      const scenarios: Scenario[] = [];
      for (const { name, folders } of [embed, minilm]) {
        const again = engineStart(cached, folders.fp32, ids);
        // Leaves the optimised graph behind.
        await again.measure({ warmUpMs: 0, measureMs: 0 });
        const raw = rawStart(folders.fp32, ids);
        scenarios.push(
          scenario(name, SLOWER_MAX.plain, [engineStart(plain, folders.fp32, ids), raw]),
          scenario(`${name}, graph cache`, SLOWER_MAX.cached, [again, raw]),
        );
      }
      return scenarios;
    }),
};

async function graphFolder(started: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "millrace-bench-graphs-"));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function scenario(name: string, atMost: number, subjects: Scenario["subjects"]): Scenario {
  const metrics: Metric[] = [
    { name: "firstAnswerMs", against: "ratio", wanted: { atMost } },
    { name: "createAndRunMs", against: "ratio" },
  ];
  return { name, metrics, subjects };
}

function engineStart({ engine }: EngineHost, modelFolder: string, ids: number[]): Subject {
  const onDemand = { replicas: 1, residency: "on_demand" } as const;
  const spec = specOf("cold", { modelFolder, task: "feature-extraction", ...onDemand });
  return {
    name: "engine",
    measure: async () => {
      await engine.apply(spec);
      await delay(REST_MS);
      const startedMs = performance.now();
      await engine.embed(spec.id, { inputs: [ids], truncate: false });
      const firstAnswerMs = performance.now() - startedMs;
      await engine.remove(spec.id);
      return { firstAnswerMs, createAndRunMs: firstAnswerMs };
    },
  };
}

function rawStart(modelFolder: string, ids: number[]): Subject {
  const start: RawStart = { onnxFile: graphIn(modelFolder), threads: THREADS, ids };
  const program = new URL("../raw/raw-start.ts", import.meta.url);
  return {
    name: "raw create + run",
    measure: async () => {
      await delay(REST_MS);
      const startedMs = performance.now();
      const child = startChild<"done", number>(program, { args: [JSON.stringify(start)] });
      try {
        const createAndRunMs = await child.ask("done");
        return { firstAnswerMs: performance.now() - startedMs, createAndRunMs };
      } finally {
        await child.stop();
      }
    },
  };
}
