import type { Benchmark, Scenario } from "../benchmark.ts";
import { type Child, startChild } from "../child.ts";
import { DEFAULT_RESOURCES } from "../deployment.ts";
import { type EngineHost, startEngine } from "../engine.ts";
import { closedLoop, type LoopFigures } from "../load/closed-loop.ts";
import { graphIn, models } from "../models/models.ts";
import { prepared, until } from "../prepared.ts";
import type { RawQuestion, RawSession } from "../raw/raw-session.ts";
import { tokenRows } from "../texts.ts";

const TOKENS = 8;
const INPUTS = 256;
const SEED = 8;
const THREADS = DEFAULT_RESOURCES.threadsPerReplica;
const ADDED_P50_MS_MAX = 0.5;

/** What the engine costs a lone caller with a small input. */
export const addedLatency: Benchmark = {
  name: "added-latency",
  method: `The engine with one caller and a small input a call (${TOKENS} tokens), against session.run of the same model with the same threads, alone in a process.`,
  pace: { rounds: 7, warmUpMs: 300, measureMs: 2_000 },
  prepare: () =>
    prepared(async (started) => {
      const { embed } = await models();
      const modelFolder = embed.folders.fp32;
      const host = until(started, await startEngine({ embed: { modelFolder, task: "feature-extraction" } }));
      const raw = until(started, startRaw({ onnxFile: graphIn(modelFolder), threads: THREADS }));
      return [embedding(host, raw, tokenRows(INPUTS, TOKENS, SEED))];
    }),
};

type Raw = Child<RawQuestion, LoopFigures>;

function startRaw(session: RawSession): Raw {
  return startChild(new URL("../raw/raw-session.ts", import.meta.url), { args: [JSON.stringify(session)] });
}

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

const METRICS: Scenario["metrics"] = [
  { name: "p50Ms", against: "difference", wanted: { atMost: ADDED_P50_MS_MAX } },
  { name: "p99Ms", against: "difference" },
];
