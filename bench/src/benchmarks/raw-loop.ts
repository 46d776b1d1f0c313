import type { Benchmark, Metric, Scenario, Size, Subject, Timing } from "../benchmark.ts";
import { DEFAULT_RESOURCES } from "../deployment.ts";
import { type EngineHost, startEngine } from "../engine.ts";
import { closedLoop } from "../load/closed-loop.ts";
import { startLoad } from "../load/load.ts";
import { type Encoder, graphIn, models, type Variant } from "../models/models.ts";
import { prepared, until } from "../prepared.ts";
import { embeddingTarget, installation } from "../product/installation.ts";
import { type RawLoops, startRawLoops } from "../raw/raw-loops.ts";
import { mixedTexts, mixedTokenRows } from "../texts.ts";

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
  pace: { rounds: 5, warmUpMs: 300, measureMs: 2_500 },
  prepare: (size) =>
    prepared(async (started) => {
      const { embed, minilm } = await models();
      const texts = mixedTexts(INPUTS, SEED);
      const rows = mixedTokenRows(INPUTS, SEED);
      const loop = async (encoder: Encoder, variant: Variant, inputs: string[] | number[][]) => {
        const modelFolder = encoder.folders[variant];
        const work = { onnxFile: graphIn(modelFolder), modelFolder, threads: THREADS, inputs };
        return until(started, await startRawLoops({ ...work, trial: TRIAL[size] }));
      };
      const host = until(started, await startEngine(deploymentsOf([embed, minilm])));
      const viaHttp = await throughHttp(started, texts);
      const { variant } = viaHttp;
      const onTexts = await loop(embed, variant, texts);
      const onRows = await loop(embed, variant, rows);
      const onMinilm = await loop(minilm, "int8", texts);
      const id = `${embed.name}-${variant}`;
      return [
        scenario(id, onTexts, [viaHttp.subject, ofEngine(host, id, texts)]),
        scenario(`${id}, tokens ready`, onRows, [ofEngine(host, id, rows)]),
        scenario(`${minilm.name}-int8`, onMinilm, [ofEngine(host, `${minilm.name}-int8`, texts)]),
      ];
    }),
};

function deploymentsOf(encoders: readonly Encoder[]) {
  return Object.fromEntries(
    encoders.flatMap(({ name, folders }) =>
      (["fp32", "int8"] as const).map((variant) => [
        `${name}-${variant}`,
        { modelFolder: folders[variant], task: "feature-extraction" as const },
      ]),
    ),
  );
}

/** The first deployment, in whichever variant it runs. */
async function throughHttp(
  started: AsyncDisposableStack,
  texts: readonly string[],
): Promise<{ subject: Subject; variant: Variant }> {
  const millrace = await installation();
  const load = until(started, startLoad());
  const { name, variant } = millrace.first;
  const target = embeddingTarget(millrace, name, texts);
  return {
    subject: { name: "Millrace, HTTP", measure: (timing) => load.closed(target, CALLERS, timing) },
    variant: variant === "int8" ? "int8" : "fp32",
  };
}

function ofEngine({ engine }: EngineHost, id: string, inputs: readonly (string | number[])[]): Subject {
  return {
    name: "engine",
    measure: (timing) =>
      closedLoop(CALLERS, timing, async (turn) => {
        await engine.embed(id, { inputs: [inputs[turn % inputs.length] ?? ""], truncate: true });
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
    note: `raw loop: ${described}`,
    metrics: METRICS,
    subjects: [...subjects, { name: "raw loop", measure }],
  };
}

const METRICS: Metric[] = [{ name: "perSecond", against: "ratio", wanted: { atLeast: RATIO_MIN } }];
