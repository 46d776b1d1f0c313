import { DATA_TYPE } from "@millrace/onnx";
import { expect, test } from "vitest";
import { describePorts } from "./describe-ports.ts";

test("what is open, named or below zero is -1, and an open rank is one open dimension", () => {
  const ports = [
    { name: "x", dataType: DATA_TYPE.FLOAT, dims: ["batch", null, -5, 3] },
    { name: "y", dataType: DATA_TYPE.STRING, dims: undefined },
  ];
  expect(describePorts(ports)).toEqual([
    { name: "x", datatype: "FP32", shape: [-1, -1, -1, 3] },
    { name: "y", datatype: "BYTES", shape: [-1] },
  ]);
});

test("a type that the protocol has no word for is named with its port", () => {
  const complex = [{ name: "z", dataType: DATA_TYPE.COMPLEX64, dims: [1] }];
  expect(describePorts(complex)).toMatchObject({ unusable: expect.stringContaining("z") });
});
