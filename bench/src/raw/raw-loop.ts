import { InferenceSession, Tensor } from "onnxruntime-node";
import { Tokenizer } from "tokenizers";
import type { Timing } from "../benchmark.ts";
import { answerQuestions } from "../child.ts";
import { meanVectors, orderByLength, type PaddedRows, padRows } from "./rows.ts";

/** What the process opens; its only argument, as JSON. */
export type RawSettings = { onnxFile: string; tokenizerFile: string; threads: number };

export type RawLoopQuestion = {
  /** Texts are tokenized and their vectors pooled; rows of tokens are only run. */
  inputs: string[] | number[][];
  batchRows: number;
  /** Whether inputs of similar length share a batch. */
  sorted: boolean;
  timing: Timing;
};

const settings: RawSettings = JSON.parse(process.argv[2] ?? "");
/** Nothing else is set, spinning least of all: it has the cores to itself. */
const session = await InferenceSession.create(settings.onnxFile, {
  intraOpNumThreads: settings.threads,
});
const tokenizer = Tokenizer.fromFile(settings.tokenizerFile);
tokenizer.disablePadding();

/** The loop that somebody writes who has all texts at hand and nobody to answer: batch after batch, over and over. */
async function measure({
  inputs,
  batchRows,
  sorted,
  timing,
}: RawLoopQuestion): Promise<{ perSecond: number }> {
  const batches = await batchesOf(inputs, batchRows, sorted);
  const startMs = performance.now() + timing.warmUpMs;
  const endMs = startMs + timing.measureMs;
  let done = 0;
  let [firstMs, lastMs] = [startMs, startMs];
  for (let turn = 0; lastMs < endMs; turn += 1) {
    const batch = batches[turn % batches.length] ?? [];
    await computeBatch(batch);
    lastMs = performance.now();
    if (lastMs <= startMs) firstMs = lastMs;
    else done += batch.length;
  }
  return { perSecond: (done / (lastMs - firstMs)) * 1_000 };
}

type Batch = (string | number[])[];

async function batchesOf(inputs: Batch, batchRows: number, sorted: boolean): Promise<Batch[]> {
  const rows = await Promise.all(inputs.map((input) => tokensOf([input])));
  const order = sorted ? orderByLength(rows.flat()) : inputs.map((_, index) => index);
  const batches: Batch[] = [];
  for (let start = 0; start < order.length; start += batchRows) {
    batches.push(order.slice(start, start + batchRows).map((index) => inputs[index] ?? ""));
  }
  return batches;
}

async function computeBatch(batch: Batch): Promise<void> {
  const padded = padRows(await tokensOf(batch));
  const [name = ""] = session.outputNames;
  const output = (await session.run(feedsOf(padded)))[name];
  if (!(output?.data instanceof Float32Array)) throw new Error("the model does not answer with numbers");
  if (typeof batch[0] === "string") meanVectors(output.data, padded);
  output.dispose();
}

async function tokensOf(batch: Batch): Promise<number[][]> {
  const texts = batch.filter((input) => typeof input === "string");
  const encoded = (texts.length === 0 ? [] : await tokenizer.encodeBatch(texts)).values();
  return batch.map((input) => (typeof input === "string" ? (encoded.next().value?.getIds() ?? []) : input));
}

function feedsOf({ ids, mask, shape }: PaddedRows): Record<string, Tensor> {
  const known: Record<string, BigInt64Array> = { input_ids: ids, attention_mask: mask };
  return Object.fromEntries(
    session.inputNames.map((name) => [
      name,
      new Tensor("int64", known[name] ?? new BigInt64Array(ids.length), shape),
    ]),
  );
}

answerQuestions(measure);
