import { node, valueInfo } from "@millrace/onnx";
import { expect, test } from "vitest";
import { startEngine } from "./testing/start-engine.ts";
import { floats, tensorSpec } from "./testing/tensor-models.ts";

const MIB = 1_048_576;
const ID = "tensor-id";

/** The largest product of any two numbers: a column of n takes n × n numbers of memory on the way. */
const LARGEST_PRODUCT = {
  nodes: [
    node("MatMul", ["column", "row"], ["products"]),
    node("ReduceMax", ["products"], ["largest"], { axes: [0n, 1n], keepdims: 0n }),
  ],
  inputs: [valueInfo("column", ["n", 1]), valueInfo("row", [1, "n"])],
  outputs: [valueInfo("largest", [])],
};

function numbers(n: number) {
  const values = Array.from({ length: n }, (_, index) => index);
  return { inputs: [floats("column", [n, 1], values), floats("row", [1, n], values)], outputs: null };
}

test.each([
  ["while memory allows, by one that is ready before it goes", {}, true],
  ["without room for two, by one that starts when it has gone", { memoryBytesMax: 100 * MIB }, false],
])(
  "a process that one large request has bloated is replaced %s, and no caller notices",
  async (_, options, isSideBySide) => {
    const { engine, allBecome, replicasOf } = await startEngine(options);
    await engine.apply({ ...(await tensorSpec(LARGEST_PRODUCT)), memoryBytesMax: 2_048 * MIB });
    const [bloated] = await allBecome(ID, "ready");
    await engine.infer(ID, numbers(12_000));
    const states = new Set<string>();
    while (replicasOf(ID).some(({ pid }) => pid === bloated?.pid)) {
      const answers = await Promise.all([2, 3, 4].map((n) => engine.infer(ID, numbers(n))));
      expect(
        answers.map(({ outputs }) => new Float32Array(Uint8Array.from(outputs[0]?.data ?? []).buffer)[0]),
      ).toEqual([1, 4, 9]);
      states.add(
        replicasOf(ID)
          .map(({ state }) => state)
          .join(),
      );
    }
    const [renewed] = await allBecome(ID, "ready");
    await engine.infer(ID, numbers(2));
    expect(renewed?.pid).not.toBe(bloated?.pid);
    expect(replicasOf(ID)[0]?.memoryBytes).toBeLessThan(256 * MIB);
    expect([...states].some((state) => state.includes(","))).toBe(isSideBySide);
  },
  60_000,
);
