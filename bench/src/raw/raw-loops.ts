import { join } from "node:path";
import type { Timing } from "../benchmark.ts";
import { type Child, startChild } from "../child.ts";
import type { RawLoopQuestion, RawSettings } from "./raw-loop.ts";

type RawFigures = { perSecond: number };
/** Several processes that share the work, each with its part of the threads. */
type Layout = readonly Child<RawLoopQuestion, RawFigures>[];

/** The raw runtime at its best: how many processes, how large a batch, sorted or not. */
export type RawLoops = {
  /** The best setting in words, such as `1 × 2 threads, batches of 8, sorted`. */
  described: string;
  measure(timing: Timing): Promise<RawFigures>;
  stop(): Promise<void>;
};

type Work = {
  onnxFile: string;
  modelFolder: string;
  /** In all. */
  threads: number;
  inputs: string[] | number[][];
  /** For each candidate. */
  trial: Timing;
};

const BATCH_ROWS = [1, 2, 4, 8, 16, 32];

/** Tries the settings that somebody would try, and keeps the fastest: batch size in one process, then the layout. */
export async function startRawLoops({
  onnxFile,
  modelFolder,
  threads,
  inputs,
  trial,
}: Work): Promise<RawLoops> {
  const tokenizerFile = join(modelFolder, "tokenizer.json");
  const whole = startLayout({ onnxFile, tokenizerFile, threads }, 1);
  const parted = startLayout({ onnxFile, tokenizerFile, threads: 1 }, threads);
  const tried: (Setting & RawFigures)[] = [];
  for (const sorted of [true, false]) {
    for (const batchRows of BATCH_ROWS) {
      const question = { inputs, batchRows, sorted };
      tried.push({ layout: whole, ...question, ...(await ask(whole, { ...question, timing: trial })) });
    }
  }
  const { perSecond, ...best } = fastest(tried);
  const inParts = { ...best, layout: parted };
  const partedFigures = await ask(parted, { ...inParts, timing: trial });
  const chosen = partedFigures.perSecond > perSecond ? inParts : best;
  return {
    described: describe(chosen, threads),
    measure: (timing) => ask(chosen.layout, { ...chosen, timing }),
    stop: async () => {
      await Promise.all([...whole, ...parted].map((child) => child.stop()));
    },
  };
}

type Setting = Omit<RawLoopQuestion, "timing"> & { layout: Layout };

function startLayout(settings: RawSettings, processes: number): Layout {
  const program = new URL("./raw-loop.ts", import.meta.url);
  return Array.from({ length: processes }, () => startChild(program, { args: [JSON.stringify(settings)] }));
}

async function ask(
  layout: Layout,
  { inputs, batchRows, sorted, timing }: RawLoopQuestion,
): Promise<RawFigures> {
  const answers = await Promise.all(layout.map((child) => child.ask({ inputs, batchRows, sorted, timing })));
  return { perSecond: answers.reduce((sum, { perSecond }) => sum + perSecond, 0) };
}

function fastest<T extends RawFigures>(tried: readonly T[]): T {
  return tried.reduce((best, next) => (next.perSecond > best.perSecond ? next : best));
}

function describe({ layout, batchRows, sorted }: Setting, threads: number): string {
  const each = threads / layout.length;
  const rows = batchRows === 1 ? "one by one" : `batches of ${batchRows}`;
  return `${layout.length} × ${each} thread${each === 1 ? "" : "s"}, ${rows}, ${sorted ? "sorted" : "unsorted"}`;
}
