import { InferenceSession } from "onnxruntime-node";
import { expect, test } from "vitest";
import { buildModel, node, operatorSet, valueInfo } from "../build-model.ts";
import { scanModel } from "../scan-model.ts";
import { writeModel } from "../write-model.ts";
import { ONE_THREAD } from "./run.fixture.ts";

const PARTS = {
  nodes: [node("Relu", ["x"], ["y"])],
  inputs: [valueInfo("x", [1])],
  outputs: [valueInfo("y", [1])],
};

async function isOpened(bytes: Uint8Array): Promise<boolean> {
  try {
    await (await InferenceSession.create(bytes, ONE_THREAD)).release();
    return true;
  } catch {
    return false;
  }
}

function versions(min: number, max: number): bigint[] {
  return Array.from({ length: max - min + 1 }, (_, index) => BigInt(min + index));
}

test("of format and operator-set versions, the newest that the scan accepts is the newest that ONNX Runtime opens", async () => {
  const models = [
    ...versions(3, 16).map((irVersion) => buildModel(PARTS, { irVersion })),
    ...versions(7, 30).map((version) => buildModel(PARTS, { opsetImport: [operatorSet("", version)] })),
    ...versions(1, 8).map((version) =>
      buildModel(PARTS, { opsetImport: [operatorSet("", 16n), operatorSet("ai.onnx.ml", version)] }),
    ),
  ];
  for (const model of models) {
    const bytes = writeModel(model);
    const isAccepted = scanModel(bytes).kind === "accepted";
    expect({ model: [model.irVersion, model.opsetImport], isAccepted }).toEqual({
      model: [model.irVersion, model.opsetImport],
      isAccepted: await isOpened(bytes),
    });
  }
});
