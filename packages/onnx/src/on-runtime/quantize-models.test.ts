import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { Tokenizer } from "tokenizers";
import { expect, test } from "vitest";
import { quantizeDynamic } from "../quantize-dynamic.ts";
import { readModel } from "../read-model.ts";
import { scanModel } from "../scan-model.ts";
import { writeModel } from "../write-model.ts";
import { cosine, ONE_THREAD } from "./run.fixture.ts";

const MODELS = new URL("../../../../models/", import.meta.url);
/** The bounds within which int8 is offered by default. */
const COSINE_MIN = 0.999;
const SAME_LABEL_MIN = 0.995;

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, MODELS), "utf8"));
}

function samplesOf(name: string): string[] {
  return (readJson(`${name}/samples.json`) as { text: string }[]).map(({ text }) => text);
}

async function tokenize(name: string, texts: readonly string[]): Promise<number[][]> {
  const tokenizer = Tokenizer.fromFile(fileURLToPath(new URL(`${name}/tokenizer.json`, MODELS)));
  const encodings = await Promise.all(texts.map((text) => tokenizer.encode(text)));
  return encodings.map((encoding) => encoding.getIds());
}

/** What both variants give for each text, in its own batch. */
async function compare(name: string, texts: readonly string[]): Promise<{ fp32: Tensor; int8: Tensor }[]> {
  const bytes = readFileSync(new URL(`${name}/onnx/model.onnx`, MODELS));
  const quantized = quantizeDynamic(readModel(bytes));
  const written = writeModel(quantized.model);
  expect(scanModel(written).kind).toBe("accepted");
  expect(quantized.skipped.map(({ reason }) => reason)).toEqual(Array(4).fill("its weight is not constant"));
  const fp32 = await InferenceSession.create(bytes, ONE_THREAD);
  const int8 = await InferenceSession.create(written, ONE_THREAD);
  expect(int8.outputMetadata).toEqual(fp32.outputMetadata);
  expect(int8.inputMetadata).toEqual(fp32.inputMetadata);
  const results = [];
  for (const ids of await tokenize(name, texts)) {
    results.push({ fp32: await runOn(fp32, ids), int8: await runOn(int8, ids) });
  }
  await fp32.release();
  await int8.release();
  return results;
}

async function runOn(session: InferenceSession, ids: readonly number[]): Promise<Tensor> {
  const dims = [1, ids.length];
  const fetched = await session.run({
    input_ids: new Tensor("int64", BigInt64Array.from(ids, BigInt), dims),
    attention_mask: new Tensor("int64", new BigInt64Array(ids.length).fill(1n), dims),
  });
  const output = fetched[session.outputNames[0] ?? ""];
  if (!(output instanceof Tensor)) throw new Error("the first output is not a tensor");
  return output;
}

function meanOverTokens({ data, dims }: Tensor): number[] {
  const [, tokens = 0, width = 0] = dims;
  const values = data as Float32Array;
  return Array.from({ length: width }, (_, column) => {
    let total = 0;
    for (let token = 0; token < tokens; token++) total += values[token * width + column] ?? 0;
    return total / tokens;
  });
}

function labelOf({ data }: Tensor): number {
  const logits = data as Float32Array;
  return logits.indexOf(Math.max(...logits));
}

test(`millrace-embed in int8 points where fp32 does: cosine of at least ${COSINE_MIN} on every sample`, async () => {
  const results = await compare("millrace-embed", samplesOf("millrace-embed"));
  const cosines = results.map(({ fp32, int8 }) => cosine(meanOverTokens(fp32), meanOverTokens(int8)));
  expect(cosines.length).toBeGreaterThan(20);
  expect(Math.min(...cosines)).toBeGreaterThanOrEqual(COSINE_MIN);
});

test(`millrace-langid in int8 gives the same label on at least ${SAME_LABEL_MIN} of texts`, async () => {
  const everyday = Object.values(
    readJson("millrace-langid/everyday.json") as Record<string, string[]>,
  ).flat();
  const results = await compare("millrace-langid", [...samplesOf("millrace-langid"), ...everyday]);
  const same = results.filter(({ fp32, int8 }) => labelOf(fp32) === labelOf(int8));
  expect(results.length).toBeGreaterThan(200);
  expect(same.length / results.length).toBeGreaterThanOrEqual(SAME_LABEL_MIN);
});
