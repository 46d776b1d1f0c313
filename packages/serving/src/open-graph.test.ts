import { link, mkdtemp, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  buildModel,
  DATA_TYPE,
  detachWeights,
  floatTensor,
  node,
  valueInfo,
  writeModel,
} from "@millrace/onnx";
import { expect, onTestFinished, test } from "vitest";
import { openGraph } from "./open-graph.ts";
import { openModel } from "./open-model.ts";

const WIDE = 512;

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "millrace-graph-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** A graph whose weights lie in `weights.bin` beside it. */
async function folderWithWeights() {
  const folder = await emptyFolder();
  const whole = buildModel({
    nodes: [node("Add", ["x", "w"], ["y"])],
    inputs: [valueInfo("x", ["batch", WIDE])],
    outputs: [valueInfo("y", ["batch", WIDE])],
    initializers: [floatTensor("w", [WIDE], new Float32Array(WIDE))],
  });
  const { model, data } = detachWeights(whole, "weights.bin");
  const [graph, weights] = [path.join(folder, "model.onnx"), path.join(folder, "weights.bin")];
  await writeFile(graph, writeModel(model));
  await writeFile(weights, data);
  return { folder, graph, weights };
}

async function graphOf(dataType: number): Promise<string> {
  const folder = await emptyFolder();
  const model = buildModel({
    nodes: [node("Identity", ["x"], ["y"])],
    inputs: [valueInfo("x", ["batch"], dataType)],
    outputs: [valueInfo("y", ["batch"], dataType)],
  });
  await writeFile(path.join(folder, "model.onnx"), writeModel(model));
  return folder;
}

test("weights in a plain file beside the graph are taken", async () => {
  const { folder, graph } = await folderWithWeights();
  expect((await openGraph(graph)).externalFiles).toEqual([{ location: "weights.bin", bytesMin: WIDE * 4 }]);
  expect(await openModel(folder)).toMatchObject({
    task: "tensor",
    onnxFile: graph,
    inputs: [{ name: "x", datatype: "FP32", dims: ["batch", WIDE] }],
  });
});

test.each([
  ["missing", "without links", (file: string) => rm(file)],
  ["a link to another file", "without links", linkToElsewhere],
  ["another name of a file", "without links", (file: string) => link(file, `${file}.too`)],
  ["too short", "shorter than it says", (file: string) => truncate(file, 100)],
])("weights in a file that is %s are refused", async (_, words, spoil) => {
  const { graph, weights } = await folderWithWeights();
  await spoil(weights);
  await expect(openGraph(graph)).rejects.toMatchObject({
    kind: "invalid",
    code: "serving.model_refused",
    message: expect.stringContaining(words),
  });
});

test("a graph that is named goes before the one of the folder", async () => {
  const folder = await graphOf(DATA_TYPE.INT32);
  const other = path.join(await graphOf(DATA_TYPE.STRING), "model.onnx");
  expect(await openModel(folder, undefined, other)).toMatchObject({
    onnxFile: other,
    inputs: [{ datatype: "BYTES" }],
  });
});

test.each([
  ["bfloat16", DATA_TYPE.BFLOAT16],
  ["complex", DATA_TYPE.COMPLEX64],
])("a graph that takes %s is refused with the input's name", async (_, dataType) => {
  await expect(openModel(await graphOf(dataType))).rejects.toMatchObject({
    kind: "invalid",
    code: "serving.model_unsupported",
    message: "The model's `x` is of a type that the Open Inference Protocol does not have.",
  });
});

test("a file that is no graph is refused without its path", async () => {
  const folder = await emptyFolder();
  await writeFile(path.join(folder, "model.onnx"), "no model");
  const opened = openModel(folder);
  await expect(opened).rejects.toMatchObject({ code: "serving.model_refused" });
  await expect(opened).rejects.toMatchObject({ message: expect.not.stringContaining(folder) });
});

async function linkToElsewhere(file: string): Promise<void> {
  const elsewhere = path.join(await emptyFolder(), "weights.bin");
  await rename(file, elsewhere);
  await symlink(elsewhere, file);
}
