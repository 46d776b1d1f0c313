import { expect, test } from "vitest";
import { measureLoad, measureOf } from "./measure-load.ts";
import type { NamedTensor } from "./named-tensor.ts";
import type { Port, Ports } from "./port.ts";

const port = (name: string, dims: Port["dims"], datatype: Port["datatype"] = "FP32"): Port => ({
  name,
  datatype,
  dims,
});
const floats = (...shape: number[]): NamedTensor => ({
  name: "x",
  datatype: "FP32",
  shape,
  data: new Uint8Array(4 * shape.reduce((product, dim) => product * dim, 1)),
});
const loadOf = (ports: Ports, ...inputs: NamedTensor[]) =>
  measureLoad({ inputs, outputs: ports.outputs.map((_, index) => index) }, measureOf(ports));

const ROWS: Ports = { inputs: [port("x", ["n", 4])], outputs: [port("y", ["n"])] };

test("where all other dimensions are fixed, a request takes as much of a batch as it has rows", () => {
  expect(loadOf(ROWS, floats(5, 4))).toMatchObject({ rows: 5, tokens: 5 });
});

test("where another is open, it takes as much as it is larger than reckoned", () => {
  const open: Ports = { inputs: [port("x", ["n", "length"])], outputs: [port("y", ["n"])] };
  expect(loadOf(open, floats(2, 8))).toMatchObject({ rows: 2, tokens: 2 });
  expect(loadOf(open, floats(2, 80))).toMatchObject({ rows: 2, tokens: 20 });
});

test("requests are kin when they differ in their rows alone", () => {
  const open: Ports = { inputs: [port("x", ["n", "length"])], outputs: [port("y", ["n"])] };
  const kinOf = (...shape: number[]) => loadOf(open, floats(...shape)).kin;
  expect(kinOf(1, 8)).toBe(kinOf(3, 8));
  expect(kinOf(1, 8)).not.toBe(kinOf(1, 9));
  const some = measureLoad({ inputs: [floats(1, 8)], outputs: [] }, measureOf(open));
  expect(some.kin).not.toBe(kinOf(1, 8));
});

test("a request without elements, or with inputs of different numbers of rows, has no kin", () => {
  const two: Ports = { inputs: [port("a", ["n", 4]), port("b", ["n", 4])], outputs: [port("y", ["n"])] };
  expect(loadOf(ROWS, floats(0, 4))).toMatchObject({ rows: 0, tokens: 1, kin: null });
  expect(loadOf(two, floats(3, 4), floats(1, 4))).toMatchObject({ rows: 3, kin: null });
});

test.each([
  ["whose first dimension is fixed", { inputs: [port("x", [1, 4])], outputs: [port("y", [1])] }],
  ["with an output that does not count rows", { inputs: [port("x", ["n"])], outputs: [port("y", ["m"])] }],
  ["with rows in a second dimension", { inputs: [port("x", ["n", 2])], outputs: [port("y", ["n", "n"])] }],
  ["with a scalar", { inputs: [port("x", ["n"]), port("k", [])], outputs: [port("y", ["n"])] }],
  ["of any rank", { inputs: [port("x", null)], outputs: [port("y", null)] }],
  ["without a name for its rows", { inputs: [port("x", [null])], outputs: [port("y", [null])] }],
])("a model %s shares no batch", (_, ports: Ports) => {
  expect(measureOf(ports).hasRows).toBe(false);
  expect(loadOf(ports, floats(4, 1))).toMatchObject({ rows: 1, kin: null });
});
