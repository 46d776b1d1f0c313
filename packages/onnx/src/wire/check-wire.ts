import { isUtf8 } from "node:buffer";
import type { ScanLimits } from "../limits.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { type FieldShape, type MessageShape, MODEL_SHAPE } from "./message-shape.ts";

/** Wire types. Groups (3 and 4) do not occur in ONNX. */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;
const VARINT_BYTES_MAX = 10;

const WIRE_OF: Record<FieldShape["kind"], number> = {
  varint: VARINT,
  fixed32: FIXED32,
  fixed64: FIXED64,
  bytes: LENGTH_DELIMITED,
  name: LENGTH_DELIMITED,
  text: LENGTH_DELIMITED,
  message: LENGTH_DELIMITED,
};

type Open = { readonly shape: MessageShape; readonly end: number; seen: number };

type Walk = {
  readonly bytes: Uint8Array;
  readonly limits: ScanLimits;
  at: number;
  readonly open: Open[];
  messages: number;
  listed: number;
};

/**
 * Walks the whole file without decoding it: every length within its parent, every field known to onnx.proto and of its
 * wire type, nothing singular twice, names in UTF-8, and all of it within the limits. Takes no more memory than `depthMax`
 * frames, whatever the bytes. What passes is safe to hand to a decoder that recurses and allocates.
 */
export function checkWire(bytes: Uint8Array, limits: ScanLimits): Refusal | undefined {
  if (bytes.length === 0) return refuse("onnx.empty", "The model file is empty.");
  if (bytes.length > limits.bytesMax) return refuse("onnx.too_large", "The model file is too large.");
  const root: Open = { shape: MODEL_SHAPE, end: bytes.length, seen: 0 };
  const walk: Walk = { bytes, limits, at: 0, open: [root], messages: 1, listed: 0 };
  for (let top = walk.open.at(-1); top !== undefined; top = walk.open.at(-1)) {
    if (walk.at === top.end) {
      walk.open.pop();
      continue;
    }
    const refusal = checkField(walk, top);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Steps over one field, or into it when it is a message. */
function checkField(walk: Walk, within: Open): Refusal | undefined {
  const key = readVarint(walk, within.end);
  const number = Math.floor(key / 8);
  const wire = key % 8;
  const field = within.shape.get(number);
  if (key < 0) return malformed();
  if (field === undefined) {
    return refuse("onnx.unknown_field", "The model file has a field that ONNX does not know.");
  }
  const isPacked = field.isRepeated && wire === LENGTH_DELIMITED && WIRE_OF[field.kind] !== LENGTH_DELIMITED;
  if (wire !== WIRE_OF[field.kind] && !isPacked) return malformed();
  if (!field.isRepeated) {
    if (within.seen & (1 << number)) {
      return refuse("onnx.repeated_field", "The model file gives a field twice that ONNX allows once.");
    }
    within.seen |= 1 << number;
  }
  if (wire === LENGTH_DELIMITED) return checkDelimited(walk, field, within.end);
  return skipScalar(walk, field, within.end) ? countListed(walk, field.isRepeated ? 1 : 0) : malformed();
}

function checkDelimited(walk: Walk, field: FieldShape, outerEnd: number): Refusal | undefined {
  const length = readVarint(walk, outerEnd);
  if (length < 0 || length > outerEnd - walk.at) return malformed();
  const end = walk.at + length;
  if (field.of !== undefined) return enter(walk, { shape: field.of, end, seen: 0 });
  if (field.kind === "name" || field.kind === "text") {
    const refusal = checkText(walk, field.kind, end);
    if (refusal !== undefined) return refusal;
  } else if (field.kind !== "bytes") {
    return checkPacked(walk, field, end);
  }
  walk.at = end;
  return countListed(walk, field.isRepeated ? 1 : 0);
}

function enter(walk: Walk, message: Open): Refusal | undefined {
  walk.messages += 1;
  if (walk.messages > walk.limits.messagesMax) return tooMany();
  if (walk.open.length >= walk.limits.depthMax) {
    return refuse("onnx.too_deep", "The model file is nested too deeply.");
  }
  walk.open.push(message);
  return undefined;
}

function checkText({ bytes, at, limits }: Walk, kind: "name" | "text", end: number): Refusal | undefined {
  if (end - at > (kind === "name" ? limits.nameBytesMax : limits.textBytesMax)) {
    return refuse("onnx.name_too_long", "The model file has a name or a text that is too long.");
  }
  return isUtf8(bytes.subarray(at, end))
    ? undefined
    : refuse("onnx.bad_text", "The model file has a name that is not UTF-8.");
}

function checkPacked(walk: Walk, field: FieldShape, end: number): Refusal | undefined {
  while (walk.at < end) {
    if (!skipScalar(walk, field, end)) return malformed();
    const refusal = countListed(walk, 1);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function countListed(walk: Walk, count: number): Refusal | undefined {
  walk.listed += count;
  return walk.listed > walk.limits.listedMax ? tooMany() : undefined;
}

function skipScalar(walk: Walk, { kind }: FieldShape, end: number): boolean {
  if (kind === "varint") return readVarint(walk, end) >= 0;
  walk.at += kind === "fixed32" ? 4 : 8;
  return walk.at <= end;
}

/** The number, inexact beyond 2^53, or -1 where none ends within ten bytes and before `end`. */
function readVarint(walk: Walk, end: number): number {
  let value = 0;
  let unit = 1;
  const stop = Math.min(end, walk.at + VARINT_BYTES_MAX);
  while (walk.at < stop) {
    const byte = walk.bytes[walk.at++] ?? 0;
    value += (byte & 0x7f) * unit;
    if (byte < 0x80) return value;
    unit *= 128;
  }
  return -1;
}

function malformed(): Refusal {
  return refuse("onnx.malformed", "The model file is damaged or not an ONNX model.");
}

function tooMany(): Refusal {
  return refuse("onnx.too_many_parts", "The model file has too many parts.");
}
