import type { Benchmark, Figures, Metric, Size } from "../benchmark.ts";
import { startChild } from "../child.ts";
import type { CycleMemory, CycleQuestion } from "../cycles/host.ts";
import { models } from "../models/models.ts";
import { prepared, until } from "../prepared.ts";
import { spreadOf } from "../statistics.ts";

const CYCLES: Record<Size, number> = { full: 50, quick: 6 };
/** What a process needs once: code, caches, the heap at its size. */
const WARM_UP_CYCLES: Record<Size, number> = { full: 10, quick: 2 };
/** The middle one of so many cycles tells what is resident. */
const LOOKS = 3;
const GROWTH_MAX = 1.05;
const MIB = 2 ** 20;

/** Whether a model that is unloaded leaves anything behind. */
export const loadCycles: Benchmark = {
  name: "load-cycles",
  method: `The engine in a process of its own loads millrace-embed, answers once and unloads it, ${CYCLES.full} times, after ${WARM_UP_CYCLES.full} times that do not count. Resident memory of its process with nothing loaded, and of it and the replica together right after the answer: the middle of the last ${LOOKS} cycles by the middle of the first ${LOOKS}, garbage collected.`,
  pace: { rounds: 2, warmUpMs: 0, measureMs: 0 },
  prepare: (size) =>
    prepared(async (started) => {
      const modelFolder = (await models()).embed.folders.fp32;
      const program = new URL("../cycles/host.ts", import.meta.url);
      const host = until(
        started,
        startChild<CycleQuestion, CycleMemory[]>(program, { execArgv: ["--expose-gc"] }),
      );
      await host.ask({ modelFolder, cycles: WARM_UP_CYCLES[size] });
      return [
        {
          name: `${CYCLES[size]} cycles`,
          metrics: METRICS,
          subjects: [
            {
              name: "engine",
              measure: async () => figuresOf(await host.ask({ modelFolder, cycles: CYCLES[size] })),
            },
          ],
        },
      ];
    }),
};

function figuresOf(cycles: readonly CycleMemory[]): Figures {
  const middle = (some: readonly CycleMemory[], part: keyof CycleMemory) =>
    spreadOf(some.map((one) => one[part])).median;
  const [first, last] = [cycles.slice(0, LOOKS), cycles.slice(-LOOKS)];
  return {
    parentGrowth: middle(last, "parentBytes") / middle(first, "parentBytes"),
    totalGrowth: middle(last, "totalBytes") / middle(first, "totalBytes"),
    parentMib: middle(last, "parentBytes") / MIB,
    totalMib: middle(last, "totalBytes") / MIB,
  };
}

const METRICS: Metric[] = [
  { name: "parentGrowth", against: "alone", wanted: { atMost: GROWTH_MAX } },
  { name: "totalGrowth", against: "alone", wanted: { atMost: GROWTH_MAX } },
  { name: "parentMib", against: "alone" },
  { name: "totalMib", against: "alone" },
];
