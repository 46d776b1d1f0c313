import type { Benchmark } from "../benchmark.ts";
import { startChild } from "../child.ts";
import { closedLoop, type LoopFigures } from "../closed-loop.ts";
import { startEngine } from "../engine.ts";
import { tokenRows } from "../texts.ts";
import type { RawQuestion } from "./raw-session.ts";

const TOKENS = 8;
const INPUTS = 256;
const SEED = 8;

/** What the engine costs a lone caller with a small input. */
export const addedLatency: Benchmark = {
  name: "added-latency",
  method: `engine.embed with one caller and ${TOKENS} tokens a call, against session.run of the same model with the same threads, alone in a process.`,
  metrics: [
    { name: "p50Ms", against: "difference" },
    { name: "p99Ms", against: "difference" },
  ],
  prepare: async () => {
    const rows = tokenRows(INPUTS, TOKENS, SEED);
    const raw = startChild<RawQuestion, LoopFigures>(new URL("./raw-session.ts", import.meta.url));
    const { engine, stop } = await startEngine({ engine: {} });
    return {
      scenarios: [
        {
          name: `${TOKENS} tokens, one caller`,
          subjects: [
            {
              name: "engine.embed",
              measure: (timing) =>
                closedLoop(1, timing, async (turn) => {
                  await engine.embed("engine", { inputs: [rows[turn % rows.length] ?? []], truncate: false });
                }),
            },
            { name: "session.run", measure: (timing) => raw.ask({ rows, timing }) },
          ],
        },
      ],
      stop: async () => {
        await raw.stop();
        await stop();
      },
    };
  },
};
