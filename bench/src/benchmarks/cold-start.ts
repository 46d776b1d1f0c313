import type { Benchmark, Metric, Scenario, Subject } from "../benchmark.ts";
import { startChild } from "../child.ts";
import { DEFAULT_RESOURCES } from "../deployment.ts";
import { type EngineHost, specOf, startEngine } from "../engine.ts";
import { type Encoder, graphIn, models } from "../models/models.ts";
import { prepared, until } from "../prepared.ts";
import type { RawStart } from "../raw/raw-start.ts";
import { tokenRows } from "../texts.ts";

const TOKENS = 8;
const SEED = 12;
const SLOWER_MAX = 1.3;
const THREADS = DEFAULT_RESOURCES.threadsPerReplica;

/** How long the first answer of a model takes that nobody has loaded. */
export const coldStart: Benchmark = {
  name: "cold-start",
  method: `From asking for a model that is not loaded to its first answer (${TOKENS} tokens), against a fresh process that creates a session and runs it once, from its start to its answer; files in the page cache, as many threads. createAndRunMs leaves out the start of that process.`,
  pace: { rounds: 9, warmUpMs: 0, measureMs: 0 },
  prepare: () =>
    prepared(async (started) => {
      const { embed, minilm } = await models();
      const host = until(started, await startEngine({}));
      return [embed, minilm].map((encoder) => scenario(host, encoder));
    }),
};

function scenario(host: EngineHost, { name, folders: { fp32 } }: Encoder): Scenario {
  const [ids = []] = tokenRows(1, TOKENS, SEED);
  return { name, metrics: METRICS, subjects: [engineStart(host, fp32, ids), rawStart(fp32, ids)] };
}

function engineStart({ engine }: EngineHost, modelFolder: string, ids: number[]): Subject {
  const spec = specOf("cold", { modelFolder, task: "feature-extraction", replicas: 1 });
  return {
    name: "engine",
    measure: async () => {
      const startedMs = performance.now();
      await engine.apply(spec);
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

const METRICS: Metric[] = [
  { name: "firstAnswerMs", against: "ratio", wanted: { atMost: SLOWER_MAX } },
  { name: "createAndRunMs", against: "ratio" },
];
