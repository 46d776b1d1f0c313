import { fromBinary } from "@bufbuild/protobuf";
import { SCAN_LIMITS, type ScanLimits } from "./limits.ts";
import { faultOf, type Refusal, refuse } from "./refusal.ts";
import type { Model } from "./schema/messages.ts";
import { ModelSchema } from "./schema/schema.ts";
import { checkWire } from "./wire/check-wire.ts";
import { nameFormat } from "./wire/name-format.ts";

/**
 * Decodes an ONNX file. Raw tensor bytes are views into `bytes`, so keep those unchanged. Fault `invalid` `onnx.…` when the
 * file breaks the wire format or the limits; nothing is allocated before that is known. It says nothing about
 * what the graph does: that is `scanModel`.
 */
export function readModel(bytes: Uint8Array, limits: ScanLimits = SCAN_LIMITS): Model {
  const refusal = checkWire(bytes, limits);
  if (refusal !== undefined) throw faultOf(byFormat(bytes) ?? refusal);
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return fromBinary(ModelSchema, plain);
}

function byFormat(bytes: Uint8Array): Refusal | undefined {
  const format = nameFormat(bytes);
  return format === undefined
    ? undefined
    : refuse("onnx.not_a_model", `This is ${format}, not an ONNX model.`);
}
