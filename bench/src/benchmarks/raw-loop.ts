import type { Benchmark, Metric, Scenario, Size, Subject, Timing } from "../benchmark.ts";
import { DEFAULT_RESOURCES } from "../deployment.ts";
import { type EngineHost, startEngine } from "../engine.ts";
import { closedLoop } from "../load/closed-loop.ts";
import { type Load, startLoad } from "../load/load.ts";
import { type Encoder, graphIn, models } from "../models/models.ts";
import { prepared, until } from "../prepared.ts";
import { embeddingTarget, type Installation, installation } from "../product/installation.ts";
import { type RawLoops, startRawLoops } from "../raw/raw-loops.ts";
import { mixedTexts, mixedTokenRows } from "../texts.ts";

const ID = "encoder";
const CALLERS = 32;
const INPUTS = 512;
const SEED = 9_713;
const RATIO_MIN = 0.85;
const THREADS = DEFAULT_RESOURCES.replicas * DEFAULT_RESOURCES.threadsPerReplica;
const TRIAL: Record<Size, Timing> = {
  full: { warmUpMs: 200, measureMs: 600 },
  quick: { warmUpMs: 0, measureMs: 20 },
};

/** How much of what the raw runtime can do reaches the callers. */
export const rawLoop: Benchmark = {
  name: "raw-loop",
  method: `Texts of 8 to 128 words (log-uniform), ${CALLERS} callers: Millrace through HTTP with everything on, and the engine alone, against a loop around session.run that has all texts at hand: it tokenizes, pads, runs and pools batch after batch, in processes of its own; the same graph, as many threads in all. With tokens ready it only pads and runs. Tried beforehand, the fastest kept: batches of 1 to 32, sorted by length or not, one process or one a thread.`,
  pace: { rounds: 5, warmUpMs: 300, measureMs: 2_000 },
  prepare: (size) =>
    prepared(async (started) => {
      const { embed, minilm } = await models();
      const parts = {
        started,
        trial: TRIAL[size],
        millrace: await installation(),
        load: until(started, startLoad()),
      };
      const scenarios = [await overTexts(embed, parts), await overTokens(embed, parts)];
      // Measuring a model that was just added takes too long to show that everything runs.
      return size === "quick" ? scenarios : [...scenarios, await overTexts(minilm, parts)];
    }),
};

type Parts = { started: AsyncDisposableStack; trial: Timing; millrace: Installation; load: Load };

async function overTexts(encoder: Encoder, { started, trial, millrace, load }: Parts): Promise<Scenario> {
  const { name, variant } = await millrace.deployed(encoder, "auto");
  const modelFolder = encoder.folders[variant];
  const texts = mixedTexts(INPUTS, SEED);
  const target = embeddingTarget(millrace, name, texts);
  const viaHttp: Subject = {
    name: "Millrace, HTTP",
    measure: (timing) => load.closed(target, CALLERS, timing),
  };
  const host = until(started, await startEncoder(modelFolder));
  const raw = until(started, await startRawLoops({ ...rawWork(modelFolder), inputs: texts, trial }));
  return scenario(`${encoder.name}, ${variant}`, raw, [viaHttp, ofEngine(host, texts)]);
}

/** The same without tokenizing. */
async function overTokens(encoder: Encoder, { started, trial, millrace }: Parts): Promise<Scenario> {
  const { variant } = await millrace.deployed(encoder, "auto");
  const modelFolder = encoder.folders[variant];
  const rows = mixedTokenRows(INPUTS, SEED);
  const host = until(started, await startEncoder(modelFolder));
  const raw = until(started, await startRawLoops({ ...rawWork(modelFolder), inputs: rows, trial }));
  return scenario(`${encoder.name}, ${variant}, tokens ready`, raw, [ofEngine(host, rows)]);
}

function startEncoder(modelFolder: string): Promise<EngineHost> {
  return startEngine({ [ID]: { modelFolder, task: "feature-extraction" } });
}

function rawWork(modelFolder: string) {
  return { onnxFile: graphIn(modelFolder), modelFolder, threads: THREADS };
}

function ofEngine({ engine }: EngineHost, inputs: readonly (string | number[])[]): Subject {
  return {
    name: "engine",
    measure: (timing) =>
      closedLoop(CALLERS, timing, async (turn) => {
        await engine.embed(ID, { inputs: [inputs[turn % inputs.length] ?? ""], truncate: true });
      }),
  };
}

function scenario(
  name: string,
  { described, measure }: RawLoops,
  subjects: [Subject, ...Subject[]],
): Scenario {
  return {
    name,
    note: `Raw loop: ${described}.`,
    metrics: METRICS,
    subjects: [...subjects, { name: "raw loop", measure }],
  };
}

const METRICS: Metric[] = [{ name: "perSecond", against: "ratio", wanted: { atLeast: RATIO_MIN } }];
