import { DATA_TYPE } from "@millrace/onnx";
import { expect, test } from "vitest";
import { describePort, readPorts } from "./port.ts";

const port = (dims: (number | string | null)[] | undefined, dataType: number = DATA_TYPE.FLOAT) => ({
  name: "x",
  dataType,
  dims,
});

test("a dimension below zero, as some exporters write it, is an open one", () => {
  const { inputs } = readPorts({ inputs: [port([-1, 3, -(2 ** 31)])], outputs: [] });
  expect(inputs[0]?.dims).toEqual([null, 3, null]);
  expect(inputs.map(describePort)).toEqual([{ name: "x", datatype: "FP32", shape: [-1, 3, -1] }]);
});

test("a name, nothing and any rank stay what they are", () => {
  const { inputs } = readPorts({ inputs: [port(["batch", null, 0]), port(undefined)], outputs: [] });
  expect(inputs.map(({ dims }) => dims)).toEqual([["batch", null, 0], null]);
});

test("a type that the protocol cannot express is refused by its port's name", () => {
  const read = () => readPorts({ inputs: [], outputs: [port([1], DATA_TYPE.BFLOAT16)] });
  expect(read).toThrow("The model's `x` is of a type that the Open Inference Protocol does not have.");
});
