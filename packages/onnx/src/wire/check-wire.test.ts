import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { expect, test } from "vitest";
import { SCAN_LIMITS } from "../limits.ts";
import { checkWire } from "./check-wire.ts";

/** Field numbers of onnx.proto. */
const MODEL = { irVersion: 1, producerName: 2, graph: 7 };
const GRAPH = { node: 1, name: 2, initializer: 5 };
const NODE = { input: 1, attribute: 5 };
const ATTRIBUTE = { g: 6 };
const TENSOR = { dims: 1, floatData: 4, rawData: 9 };

function message(write: (writer: BinaryWriter) => void): Uint8Array {
  const writer = new BinaryWriter();
  write(writer);
  return writer.finish();
}

function nested(field: number, inner: Uint8Array): Uint8Array {
  return message((writer) => writer.tag(field, WireType.LengthDelimited).bytes(inner));
}

function inTensor(tensor: Uint8Array): Uint8Array {
  return nested(MODEL.graph, nested(GRAPH.initializer, tensor));
}

function graphsWithin(depth: number): Uint8Array {
  let graph = new Uint8Array();
  for (let level = 0; level < depth; level++) {
    graph = Uint8Array.from(nested(GRAPH.node, nested(NODE.attribute, nested(ATTRIBUTE.g, graph))));
  }
  return nested(MODEL.graph, graph);
}

const packed = (length: number, bytes: number[]) =>
  inTensor(
    message((writer) =>
      writer.tag(TENSOR.floatData, WireType.LengthDelimited).uint32(length).raw(Uint8Array.from(bytes)),
    ),
  );

test.each<[string, Uint8Array, string]>([
  ["a number of eleven bytes", Uint8Array.of(8, ...Array(10).fill(0x80), 1), "onnx.malformed"],
  ["a number that the file ends in", Uint8Array.of(8, 0x80), "onnx.malformed"],
  ["a length beyond the end", Uint8Array.of(0x3a, 5, 0), "onnx.malformed"],
  ["a length of 2^63", Uint8Array.of(0x3a, ...Array(9).fill(0xff), 1), "onnx.malformed"],
  [
    "a length beyond the parent, within the file",
    Uint8Array.of(0x3a, 2, 0x12, 9, ...Array(9).fill(65)),
    "onnx.malformed",
  ],
  ["packed floats of five bytes", packed(5, [0, 0, 0, 0, 0]), "onnx.malformed"],
  ["a group", Uint8Array.of(0x0b, 0x0c), "onnx.malformed"],
  ["the number where a text should be", Uint8Array.of(0x10, 1), "onnx.malformed"],
  ["field 0", Uint8Array.of(0x02, 0), "onnx.unknown_field"],
  [
    "a field of the future",
    message((writer) => writer.tag(27, WireType.Varint).uint32(1)),
    "onnx.unknown_field",
  ],
  ["a hundred megabytes of it", nested(31, new Uint8Array(100e6)), "onnx.unknown_field"],
  ["two graphs", Uint8Array.of(0x3a, 0, 0x3a, 0), "onnx.repeated_field"],
  ["two versions", Uint8Array.of(8, 8, 8, 9), "onnx.repeated_field"],
  ["a name that is not UTF-8", nested(MODEL.graph, nested(GRAPH.name, Uint8Array.of(0xff))), "onnx.bad_text"],
  ["a name of 10 MB", nested(MODEL.graph, nested(GRAPH.name, new Uint8Array(10e6))), "onnx.name_too_long"],
  ["graphs in graphs, 10,000 deep", graphsWithin(10_000), "onnx.too_deep"],
])("%s is refused", (_, bytes, code) => {
  expect(checkWire(bytes, SCAN_LIMITS)?.code).toBe(code);
});

test("repeated numbers pass one by one and packed, as both are valid", () => {
  const oneByOne = inTensor(Uint8Array.of(8, 2, 8, 3));
  const together = inTensor(Uint8Array.of(0x0a, 2, 2, 3));
  expect([oneByOne, together].map((bytes) => checkWire(bytes, SCAN_LIMITS))).toEqual([undefined, undefined]);
});

test("messages, and values given one by one, are counted", () => {
  const nodes = nested(
    MODEL.graph,
    Uint8Array.from({ length: 2_000 }, (_, index) => (index % 2 ? 0 : 0x0a)),
  );
  expect(checkWire(nodes, { ...SCAN_LIMITS, messagesMax: 1_002 })).toBeUndefined();
  expect(checkWire(nodes, { ...SCAN_LIMITS, messagesMax: 1_001 })?.code).toBe("onnx.too_many_parts");
  const dims = inTensor(Uint8Array.of(0x0a, 3, 1, 1, 1));
  expect(checkWire(dims, { ...SCAN_LIMITS, listedMax: 3 })).toBeUndefined();
  expect(checkWire(dims, { ...SCAN_LIMITS, listedMax: 2 })?.code).toBe("onnx.too_many_parts");
});

test("a file above the limit is not even looked at", () => {
  expect(checkWire(new Uint8Array(11), { ...SCAN_LIMITS, bytesMax: 10 })?.code).toBe("onnx.too_large");
});
