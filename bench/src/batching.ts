import type { Benchmark, Subject } from "./benchmark.ts";
import { closedLoop } from "./closed-loop.ts";
import { startEngine } from "./engine.ts";
import { mixedTexts, tokenRows } from "./texts.ts";

const CALLERS = 32;
const INPUTS = 512;
const SHORT_TOKENS = 8;
const SEED = 20_260;

/** Whether sharing a batch pays: the engine as it is against the same engine one input at a time. */
export const batching: Benchmark = {
  name: "batching",
  method: `The engine, ${CALLERS} callers in its own process, default bounds against batchRowsMax 1; one input a call, mixed lengths (8 to 128 words, log-uniform) and ${SHORT_TOKENS} tokens each.`,
  metrics: [
    { name: "perSecond", against: "ratio" },
    { name: "p50Ms", against: "ratio" },
    { name: "p99Ms", against: "ratio" },
  ],
  prepare: async () => {
    const { engine, stop } = await startEngine({ on: {}, off: { batchRowsMax: 1 } });
    const subject = (id: "on" | "off", inputs: readonly (string | number[])[]): Subject => ({
      name: `batching ${id}`,
      measure: (timing) =>
        closedLoop(CALLERS, timing, async (turn) => {
          await engine.embed(id, { inputs: [inputs[turn % inputs.length] ?? ""], truncate: true });
        }),
    });
    const scenario = (name: string, inputs: readonly (string | number[])[]) =>
      ({ name, subjects: [subject("on", inputs), subject("off", inputs)] }) as const;
    return {
      scenarios: [
        scenario("mixed lengths", mixedTexts(INPUTS, SEED)),
        scenario(`${SHORT_TOKENS} tokens each`, tokenRows(INPUTS, SHORT_TOKENS, SEED)),
      ],
      stop,
    };
  },
};
