import { join } from "node:path";
import type { Benchmark, Scenario } from "../benchmark.ts";
import { DEFAULT_RESOURCES } from "../deployment.ts";
import { type EngineHost, startEngine } from "../engine.ts";
import { closedLoop } from "../load/closed-loop.ts";
import { mlpRequest, mlpRows } from "../models/mlp-inputs.ts";
import { graphIn, models } from "../models/models.ts";
import { prepared, until } from "../prepared.ts";
import { type Raw, startRaw } from "../raw/raw.ts";
import { tokenRows } from "../texts.ts";

const TOKENS = 8;
const INPUTS = 256;
const SEED = 8;
const THREADS = DEFAULT_RESOURCES.threadsPerReplica;
const ADDED_P50_MS_MAX = 0.5;

/** What the engine costs a lone caller with a small input. */
export const addedLatency: Benchmark = {
  name: "added-latency",
  method: `The engine with one caller and a small input a call (${TOKENS} tokens; a row of an MLP), against session.run of the same model with the same threads, alone in a process.`,
  pace: { rounds: 5, warmUpMs: 300, measureMs: 2_000 },
  prepare: () =>
    prepared(async (started) => {
      const { embed, mlpFolder } = await models();
      const modelFolder = embed.folders.fp32;
      const deployments = {
        embed: { modelFolder, task: "feature-extraction" },
        mlp: { modelFolder: mlpFolder, task: "tensor" },
      } as const;
      const host = until(started, await startEngine(deployments));
      const raw = until(started, startRaw({ onnxFile: graphIn(modelFolder), threads: THREADS }));
      const rawMlp = until(started, startRaw({ onnxFile: join(mlpFolder, "model.onnx"), threads: THREADS }));
      return [
        embedding(host, raw, tokenRows(INPUTS, TOKENS, SEED)),
        inferring(host, rawMlp, mlpRows(INPUTS, SEED)),
      ];
    }),
};

function embedding({ engine }: EngineHost, raw: Raw, rows: number[][]): Scenario {
  return {
    name: `millrace-embed, ${TOKENS} tokens, one caller`,
    metrics: METRICS,
    subjects: [
      {
        name: "engine.embed",
        measure: (timing) =>
          closedLoop(1, timing, async (turn) => {
            await engine.embed("embed", { inputs: [rows[turn % rows.length] ?? []], truncate: false });
          }),
      },
      { name: "session.run", measure: (timing) => raw.ask({ kind: "tokens", rows, timing }) },
    ],
  };
}

function inferring({ engine }: EngineHost, raw: Raw, rows: readonly Float32Array[]): Scenario {
  const requests = rows.map(mlpRequest);
  const numbers = rows.map((row) => [...row]);
  return {
    name: "small MLP, one row, one caller",
    metrics: METRICS,
    subjects: [
      {
        name: "engine.infer",
        measure: (timing) =>
          closedLoop(1, timing, async (turn) => {
            const request = requests[turn % requests.length];
            if (request !== undefined) await engine.infer("mlp", request);
          }),
      },
      { name: "session.run", measure: (timing) => raw.ask({ kind: "numbers", rows: numbers, timing }) },
    ],
  };
}

const METRICS: Scenario["metrics"] = [
  { name: "p50Ms", against: "difference", wanted: { atMost: ADDED_P50_MS_MAX } },
  { name: "p99Ms", against: "difference" },
];
