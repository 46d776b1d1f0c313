import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildModel, node, valueInfo, writeModel } from "@millrace/onnx";
import { expect, onTestFinished, test, vi } from "vitest";
import { EMBED_FOLDER, LANGID_FOLDER } from "../testing/specs.ts";
import { type SurveyOrder, surveyVariants } from "./survey-variants.ts";

/** It lets others go first, and tests of other packages may be the others. */
vi.setConfig({ testTimeout: 120_000 });

type Order = SurveyOrder & { int8File: string };

async function orderFor(folder: string, rest: Partial<Order> = {}): Promise<Order> {
  const root = await mkdtemp(path.join(tmpdir(), "millrace-survey-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const samples: { text: string }[] = JSON.parse(
    await readFile(path.join(folder, "samples.json"), "utf8").catch(() => "[]"),
  );
  return {
    folder,
    task: "feature-extraction",
    int8File: path.join(root, "made", "int8", "model.onnx"),
    texts: samples.map(({ text }) => text),
    runs: 3,
    threads: 1,
    workFolder: root,
    ...rest,
  };
}

test("an embedding model is measured in both variants, on the same batches, and compared on all its samples", async () => {
  const order = await orderFor(EMBED_FOLDER);
  const { fp32, int8 } = await surveyVariants(order);
  if (int8 === null || "reason" in int8) throw new Error(int8?.reason);
  const shapes = ({ points }: typeof fp32) => points.map(({ rows, tokens }) => `${rows}×${tokens}`);
  expect(shapes(int8)).toEqual(shapes(fp32));
  expect(int8.samples).toBe(order.texts.length);
  expect(int8.agreement).toBeGreaterThanOrEqual(0.999);
  expect(int8.agreement).toBeLessThan(1);
  expect(int8.sizeBytes).toBe((await readFile(order.int8File)).length);
  expect(fp32.sizeBytes).toBe((await readFile(path.join(EMBED_FOLDER, "onnx/model.onnx"))).length);
  expect(await readdir(order.workFolder)).toEqual(["made"]);
});

test("a classifier agrees where it gives the same label, and a graph that is there is not made again", async () => {
  const task = "text-classification";
  const order = await orderFor(LANGID_FOLDER, { task });
  const first = await surveyVariants(order);
  const made = await readFile(order.int8File);
  const second = await surveyVariants({ ...order, texts: [] });
  expect(first.int8).toMatchObject({ samples: order.texts.length, agreement: expect.any(Number) });
  expect(second.int8).toMatchObject({ samples: 0, agreement: null });
  expect(await readFile(order.int8File)).toEqual(made);
});

test("int8 is left alone where nobody wants it", async () => {
  const order = { ...(await orderFor(LANGID_FOLDER, { task: "text-classification" })), int8File: null };
  const { fp32, int8 } = await surveyVariants(order);
  expect(int8).toBeNull();
  expect(fp32.points.length).toBeGreaterThan(0);
  expect(await readdir(order.workFolder)).toEqual([]);
});

test("a graph without products says why it has no int8 variant, and is measured all the same", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "millrace-plain-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const plain = buildModel({
    nodes: [node("Relu", ["x"], ["y"])],
    inputs: [valueInfo("x", ["batch", 4])],
    outputs: [valueInfo("y", ["batch", 4])],
  });
  await writeFile(path.join(folder, "model.onnx"), writeModel(plain));
  const { fp32, int8 } = await surveyVariants(await orderFor(folder, { task: "tensor" }));
  expect(int8).toEqual({ reason: expect.stringMatching(/no products with constant weights/) });
  expect(fp32.points.map(({ rows }) => rows)).toEqual([1, 8, 32, 128]);
});

test("an int8 graph that ONNX Runtime will not run is answered as such", async () => {
  const order = await orderFor(EMBED_FOLDER);
  const broken = path.join(order.workFolder, "broken.onnx");
  await writeFile(broken, "not a graph");
  const { fp32, int8 } = await surveyVariants({ ...order, int8File: broken });
  expect(int8).toEqual({ reason: expect.stringMatching(/^It cannot be run: /) });
  expect(fp32.points.length).toBeGreaterThan(0);
});

test("whoever leaves is not kept waiting, and nothing is left behind", async () => {
  const order = await orderFor(EMBED_FOLDER, { signal: AbortSignal.abort() });
  await expect(surveyVariants(order)).rejects.toThrow(/abort/i);
  expect(await readdir(order.workFolder)).toEqual([]);
});
