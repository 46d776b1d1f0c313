import type { Benchmark, Metric, Scenario, Subject } from "../benchmark.ts";
import { type EngineHost, startEngine } from "../engine.ts";
import { closedLoop } from "../load/closed-loop.ts";
import { models } from "../models/models.ts";
import { prepared, until } from "../prepared.ts";
import { mixedTexts, tokenRows } from "../texts.ts";

const CALLERS = 32;
const INPUTS = 512;
const SHORT_TOKENS = 8;
const SEED = 20_260;

/** Whether sharing a batch pays: the engine as it is against the same engine one input at a time. */
export const batching: Benchmark = {
  name: "batching",
  method: `The engine in fp32, ${CALLERS} callers in its own process, default bounds against batchRowsMax 1; one input a call: mixed lengths (8 to 128 words, log-uniform) and ${SHORT_TOKENS} tokens each.`,
  pace: { rounds: 7, warmUpMs: 300, measureMs: 2_000 },
  prepare: () =>
    prepared(async (started) => {
      const { embed } = await models();
      const text = { modelFolder: embed.folders.fp32, task: "feature-extraction" } as const;
      const host = until(started, await startEngine({ on: text, off: { ...text, batchRowsMax: 1 } }));
      return [
        embedding(host, { name: "mixed lengths", inputs: mixedTexts(INPUTS, SEED), atLeast: 0.98 }),
        embedding(host, {
          name: `${SHORT_TOKENS} tokens each`,
          inputs: tokenRows(INPUTS, SHORT_TOKENS, SEED),
          atLeast: 2,
        }),
      ];
    }),
};

type Trace = { name: string; inputs: readonly (string | number[])[]; atLeast: number };

function embedding({ engine }: EngineHost, { name, inputs, atLeast }: Trace): Scenario {
  const subject = (id: "on" | "off"): Subject => ({
    name: `batching ${id}`,
    measure: (timing) =>
      closedLoop(CALLERS, timing, async (turn) => {
        await engine.embed(id, { inputs: [inputs[turn % inputs.length] ?? ""], truncate: true });
      }),
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
