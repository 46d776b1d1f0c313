import type { Benchmark, Metric, Scenario, Subject } from "../benchmark.ts";
import { type EngineHost, startEngine, type Wanted } from "../engine.ts";
import { closedLoop } from "../load/closed-loop.ts";
import { MLP_WIDTHS } from "../models/build-mlp.ts";
import { mlpRequest, mlpRows } from "../models/mlp-inputs.ts";
import { models } from "../models/models.ts";
import { prepared, until } from "../prepared.ts";
import { mixedTexts, tokenRows } from "../texts.ts";

const CALLERS = 32;
const INPUTS = 512;
const SHORT_TOKENS = 8;
const SEED = 20_260;
const MIXED_GAIN_MIN = 0.98;
const SHORT_GAIN_MIN = 2;
const MLP_GAIN_MIN = 4;

/** Whether sharing a batch pays: the engine as it is against the same engine one input at a time. */
export const batching: Benchmark = {
  name: "batching",
  method: `The engine, ${CALLERS} callers in its own process, default bounds against batchRowsMax 1; one input a call: mixed lengths (8 to 128 words, log-uniform) and ${SHORT_TOKENS} tokens each, in int8 as it is served by default and in fp32, and rows of an MLP (${MLP_WIDTHS.join(", ")}).`,
  pace: { rounds: 5, warmUpMs: 300, measureMs: 2_000 },
  prepare: () =>
    prepared(async (started) => {
      const { embed, mlpFolder } = await models();
      const host = async (model: Wanted) =>
        until(started, await startEngine({ on: model, off: { ...model, batchRowsMax: 1 } }));
      const [mixed, short] = [mixedTexts(INPUTS, SEED), tokenRows(INPUTS, SHORT_TOKENS, SEED)];
      const scenarios: Scenario[] = [];
      for (const variant of ["int8", "fp32"] as const) {
        const encoder = await host({ modelFolder: embed.folders[variant], task: "feature-extraction" });
        scenarios.push(
          embedding(encoder, { name: `${variant}, mixed lengths`, inputs: mixed, atLeast: MIXED_GAIN_MIN }),
          embedding(encoder, {
            name: `${variant}, ${SHORT_TOKENS} tokens each`,
            inputs: short,
            atLeast: SHORT_GAIN_MIN,
          }),
        );
      }
      const mlp = await host({ modelFolder: mlpFolder, task: "tensor" });
      return [...scenarios, inferring(mlp, mlpRows(INPUTS, SEED))];
    }),
};

type Trace = { name: string; inputs: readonly (string | number[])[]; atLeast: number };

function embedding({ engine }: EngineHost, { name, inputs, atLeast }: Trace): Scenario {
  return scenario(name, atLeast, async (id, turn) => {
    await engine.embed(id, { inputs: [inputs[turn % inputs.length] ?? ""], truncate: true });
  });
}

function inferring({ engine }: EngineHost, rows: readonly Float32Array[]): Scenario {
  const requests = rows.map(mlpRequest);
  return scenario("small MLP", MLP_GAIN_MIN, async (id, turn) => {
    const request = requests[turn % requests.length];
    if (request !== undefined) await engine.infer(id, request);
  });
}

type Call = (id: "on" | "off", turn: number) => Promise<void>;

function scenario(name: string, atLeast: number, call: Call): Scenario {
  const subject = (id: "on" | "off"): Subject => ({
    name: `batching ${id}`,
    measure: (timing) => closedLoop(CALLERS, timing, (turn) => call(id, turn)),
  });
  return { name, metrics: metrics(atLeast), subjects: [subject("on"), subject("off")] };
}

function metrics(atLeast: number): Metric[] {
  return [
    { name: "perSecond", against: "ratio", wanted: { atLeast } },
    { name: "p50Ms", against: "ratio" },
    { name: "p99Ms", against: "ratio" },
  ];
}
