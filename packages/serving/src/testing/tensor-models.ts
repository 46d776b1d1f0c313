import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildModel, floatTensor, node, valueInfo, writeModel } from "@millrace/onnx";
import { onTestFinished } from "vitest";
import type { ReplicaGroupSpec } from "../spec.ts";
import type { NamedTensor } from "../tensors/named-tensor.ts";
import { EMBED_SPEC } from "./specs.ts";

type Graph = Parameters<typeof buildModel>[0];

/** A deployment of a graph that lies alone in a folder, which goes with the test. */
export async function tensorSpec(graph: Graph): Promise<ReplicaGroupSpec> {
  const modelFolder = await mkdtemp(path.join(tmpdir(), "millrace-tensor-"));
  onTestFinished(() => rm(modelFolder, { recursive: true }));
  await writeFile(path.join(modelFolder, "model.onnx"), writeModel(buildModel(graph)));
  return { ...EMBED_SPEC, id: "tensor-id", name: "tensors", modelFolder, task: "tensor" };
}

/** Rows of `width` numbers in, the same doubled out. */
export function doubling(width: number): Graph {
  return {
    nodes: [node("Add", ["x", "x"], ["y"])],
    inputs: [valueInfo("x", ["batch", width])],
    outputs: [valueInfo("y", ["batch", width])],
  };
}

/** Puts out what came in, under another name. */
export function identity(dataType: number, dims: readonly (number | string)[] = ["batch", 2]): Graph {
  return {
    nodes: [node("Identity", ["x"], ["y"])],
    inputs: [valueInfo("x", dims, dataType)],
    outputs: [valueInfo("y", dims, dataType)],
  };
}

/** Takes from each row the mean over all rows: who shares a batch would be told by the answer. */
export const MIXING: Graph = {
  nodes: [
    node("ReduceMean", ["x"], ["mean"], { axes: [0n], keepdims: 1n }),
    node("Sub", ["x", "mean"], ["y"]),
  ],
  inputs: [valueInfo("x", ["batch", 2])],
  outputs: [valueInfo("y", ["batch", 2])],
};

/** Scales all rows by the largest number among them, as soon as that is more than one. */
export const SCALING: Graph = {
  nodes: [
    node("ReduceMax", ["x"], ["largest"], { keepdims: 0n }),
    node("Max", ["largest", "one"], ["scale"]),
    node("Div", ["x", "scale"], ["y"]),
  ],
  inputs: [valueInfo("x", ["batch", 2])],
  outputs: [valueInfo("y", ["batch", 2])],
  initializers: [floatTensor("one", [], [1])],
};

/** Adds nothing to each row, but nothing times the others': where that is no number, the sum is none. */
export const INFECTING: Graph = {
  nodes: [
    node("ReduceSum", ["x"], ["all"], { keepdims: 0n }),
    node("Mul", ["all", "zero"], ["nothing"]),
    node("Add", ["x", "nothing"], ["y"]),
  ],
  inputs: [valueInfo("x", ["batch", 2])],
  outputs: [valueInfo("y", ["batch", 2])],
  initializers: [floatTensor("zero", [], [0])],
};

/** A row of three numbers, looked up by its place. */
export const LOOKUP: Graph = {
  nodes: [node("Gather", ["table", "place"], ["row"], { axis: 0n })],
  inputs: [valueInfo("place", ["batch"], 7)],
  outputs: [valueInfo("row", ["batch", 3])],
  initializers: [floatTensor("table", [2, 3], [0, 1, 2, 3, 4, 5])],
};

export function floats(name: string, shape: readonly number[], values: readonly number[]): NamedTensor {
  return { name, datatype: "FP32", shape, data: new Uint8Array(Float32Array.from(values).buffer) };
}

export function int64s(name: string, shape: readonly number[], values: readonly bigint[]): NamedTensor {
  return { name, datatype: "INT64", shape, data: new Uint8Array(BigInt64Array.from(values).buffer) };
}

/** The numbers of an FP32 tensor. */
export function floatsOf({ data }: Pick<NamedTensor, "data">): number[] {
  return [...new Float32Array(new Uint8Array(data).buffer)];
}
