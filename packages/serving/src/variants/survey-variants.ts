import { stat } from "node:fs/promises";
import { toFault } from "@millrace/kernel";
import type { Model, TextModel } from "../model.ts";
import { openGraph } from "../open-graph.ts";
import { openModel } from "../open-model.ts";
import { type ModelProfile, profileModel } from "../profile-model.ts";
import { measureGrids } from "../profiling/measure-grids.ts";
import { Probe } from "../profiling/probe.ts";
import type { Task } from "../tasks/task.ts";
import { encodeInputs } from "../tokenizing/encode-inputs.ts";
import { openTokenizer } from "../tokenizing/open-tokenizer.ts";
import { tokenBatch } from "../worker/token-batch.ts";
import { type AnswerPair, compareAnswers } from "./compare-answers.ts";
import { makeInt8 } from "./make-int8.ts";

/** An int8 product scales what flows in by the largest number of the batch, so texts are compared in company. */
const TEXTS_PER_BATCH = 8;

export type SurveyOrder = {
  /** Of the model, as registered. */
  readonly folder: string;
  readonly task: Task;
  /** Absolute path of the int8 graph; made there unless it is there. Null leaves int8 alone. */
  readonly int8File: string | null;
  /** The model's own samples; too long ones are cut. */
  readonly texts: readonly string[];
  /** Runs per point of the grid, as far as time allows. */
  readonly runs: number;
  readonly threads: number;
  /** An existing folder on the disk of `int8File`. */
  readonly workFolder: string;
  readonly signal?: AbortSignal | undefined;
};

export type VariantSurvey = {
  readonly fp32: Measured;
  /** Or why there is none, as a sentence; null when it was left alone. */
  readonly int8: (Measured & Agreement) | { readonly reason: string } | null;
};

/** The size is of the graph with its weights. */
type Measured = ModelProfile & { readonly sizeBytes: number };

type Agreement = {
  /** As `compareAnswers` says; null without samples, and for a model that reads no text. */
  readonly agreement: number | null;
  readonly samples: number;
};

/**
 * Makes the int8 variant of a model, measures both variants in turns, and compares what they answer, in about twelve
 * seconds on two cores. All of it happens in confined processes that let others go first.
 * Throws `invalid` `serving.model_…` when the model as registered cannot run; a variant that cannot is answered as such.
 */
export async function surveyVariants(order: SurveyOrder): Promise<VariantSurvey> {
  const { folder, task, int8File } = order;
  const model = await openModel(folder, task);
  if (int8File === null) return measureAlone(order, model, null);
  if (!(await isThere(int8File))) {
    const made = await makeInt8({ ...order, onnxFile: model.onnxFile, target: int8File });
    if (made.kind === "unsuitable") return measureAlone(order, model, { reason: made.reason });
  }
  order.signal?.throwIfAborted();
  try {
    return await measureBoth(order, model, int8File);
  } catch (error) {
    order.signal?.throwIfAborted();
    // If it is fp32 that cannot run, it says so again.
    return measureAlone(order, model, { reason: `It cannot be run: ${toFault(error).message}` });
  }
}

async function measureAlone(
  { folder, task, threads, workFolder, runs, signal }: SurveyOrder,
  { onnxFile }: Model,
  int8: { reason: string } | null,
): Promise<VariantSurvey> {
  const profile = await profileModel(folder, { task, threads, workFolder, samples: runs, signal });
  return { fp32: { ...profile, sizeBytes: await graphBytes(onnxFile) }, int8 };
}

async function measureBoth(order: SurveyOrder, model: Model, int8File: string): Promise<VariantSurvey> {
  const probes: Probe[] = [];
  try {
    const fp32 = await Probe.open(model, order);
    probes.push(fp32);
    const int8 = await Probe.open(await openModel(order.folder, order.task, int8File), order);
    probes.push(int8);
    const agreement = await compare(order, { fp32, int8 });
    const [ofFp32 = [], ofInt8 = []] = await measureGrids([fp32, int8], order.runs, order.signal);
    const profileOf = ({ loadMs, memoryBytes }: Probe) => ({ threads: order.threads, loadMs, memoryBytes });
    const [fp32Bytes, int8Bytes] = [await graphBytes(model.onnxFile), await graphBytes(int8File)];
    return {
      fp32: { ...profileOf(fp32), points: ofFp32, sizeBytes: fp32Bytes },
      int8: { ...profileOf(int8), points: ofInt8, sizeBytes: int8Bytes, ...agreement },
    };
  } finally {
    await Promise.all(probes.map((probe) => probe.close()));
  }
}

type Both = { readonly fp32: Probe; readonly int8: Probe };

async function compare({ texts, signal }: SurveyOrder, { fp32, int8 }: Both): Promise<Agreement> {
  const { model } = fp32;
  if (model.task === "tensor" || texts.length === 0) return { agreement: null, samples: 0 };
  const encoded = await encode(model, texts);
  const pairs: AnswerPair[] = [];
  for (let start = 0; start < encoded.length; start += TEXTS_PER_BATCH) {
    signal?.throwIfAborted();
    const batch = tokenBatch(encoded.slice(start, start + TEXTS_PER_BATCH));
    const [{ answer }, { answer: others }] = [await fp32.run(batch), await int8.run(batch)];
    for (const [index, row] of (answer ?? []).entries()) {
      pairs.push({ fp32: row, other: others?.[index] ?? new Float32Array() });
    }
  }
  return { agreement: compareAnswers(model.task, pairs), samples: pairs.length };
}

async function encode(model: TextModel, texts: readonly string[]): Promise<Int32Array[]> {
  const tokenizer = await openTokenizer(model.tokenizerFile);
  return encodeInputs(texts, { tokenizer, model, name: "", truncate: true });
}

async function graphBytes(onnxFile: string): Promise<number> {
  const { externalFiles } = await openGraph(onnxFile);
  return externalFiles.reduce((total, { bytesMin }) => total + bytesMin, (await stat(onnxFile)).size);
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null))?.isFile() ?? false;
}
