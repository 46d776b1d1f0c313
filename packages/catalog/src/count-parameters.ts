import { closeSync, openSync, readSync, statSync } from "node:fs";
import { Fault } from "@millrace/kernel";

/** Numbers of fields in onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
const MODEL_GRAPH = 7;
const GRAPH_INITIALIZER = 5;
const TENSOR_DIMS = 1;
/** Of the wire format (https://protobuf.dev/programming-guides/encoding). */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;
const VARINT_BYTES_MAX = 10;
/** A file with more fields than this is no model that anybody trained. */
const FIELDS_MAX = 2_000_000;

type Span = { start: number; end: number };
type Field = { number: number; wire: number; value: number; span: Span };
type File = { descriptor: number; fieldsLeft: number };

/**
 * How many numbers an ONNX file holds as weights: the sizes of the initializers of its graph, added up. Reads headers only
 * and skips the weights, so size hardly matters. Fault `invalid` `catalog.onnx_unreadable`.
 */
export function countParameters(path: string): number {
  const file: File = { descriptor: openSync(path, "r"), fieldsLeft: FIELDS_MAX };
  try {
    const model = { start: 0, end: statSync(path).size };
    return sum(file, model, MODEL_GRAPH, (graph) =>
      sum(file, graph, GRAPH_INITIALIZER, (tensor) => size(file, tensor)),
    );
  } finally {
    closeSync(file.descriptor);
  }
}

function sum(file: File, within: Span, number: number, measure: (part: Span) => number): number {
  let total = 0;
  for (const field of fields(file, within)) {
    if (field.number === number && field.wire === LENGTH_DELIMITED) total += measure(field.span);
  }
  return total;
}

/** The product of a tensor's dims, which stand one by one or packed. */
function size(file: File, tensor: Span): number {
  let product = 1;
  for (const { number, wire, value, span } of fields(file, tensor)) {
    if (number !== TENSOR_DIMS) continue;
    if (wire === VARINT) product *= value;
    for (let at = span.start; wire === LENGTH_DELIMITED && at < span.end; ) {
      const dim = varint(file, at);
      product *= dim.value;
      at = dim.end;
    }
  }
  return product;
}

function* fields(file: File, { start, end }: Span): Generator<Field> {
  for (let at = start; at < end; ) {
    file.fieldsLeft -= 1;
    if (file.fieldsLeft < 0) throw unreadable();
    const key = varint(file, at);
    const wire = key.value & 7;
    const head =
      wire === VARINT || wire === LENGTH_DELIMITED ? varint(file, key.end) : { value: 0, end: key.end };
    const span = { start: head.end, end: head.end + bodyBytes(wire, head.value) };
    if (span.end > end) throw unreadable();
    yield { number: Math.floor(key.value / 8), wire, value: head.value, span };
    at = span.end;
  }
}

function bodyBytes(wire: number, length: number): number {
  if (wire === VARINT) return 0;
  if (wire === LENGTH_DELIMITED) return length;
  if (wire === FIXED64) return 8;
  if (wire === FIXED32) return 4;
  throw unreadable();
}

const buffer = Buffer.alloc(VARINT_BYTES_MAX);

function varint({ descriptor }: File, at: number): { value: number; end: number } {
  const bytesRead = readSync(descriptor, buffer, 0, VARINT_BYTES_MAX, at);
  let value = 0;
  for (let index = 0; index < bytesRead; index++) {
    const byte = buffer[index] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  throw unreadable();
}

function unreadable(): Fault {
  return new Fault({
    kind: "invalid",
    code: "catalog.onnx_unreadable",
    message: "onnx/model.onnx is not an ONNX file.",
  });
}
