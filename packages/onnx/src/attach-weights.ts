import { clearField, create } from "@bufbuild/protobuf";
import { copyWith, copyWithGraph } from "./copy-with.ts";
import { externalRangeOf } from "./external-data.ts";
import { faultOf, refuse } from "./refusal.ts";
import type { Model, Tensor } from "./schema/messages.ts";
import { EntrySchema, TensorSchema } from "./schema/schema.ts";
import { EXTERNAL } from "./tensor.ts";

/** Page size: what starts on a page can be mapped into memory instead of read. */
const ALIGNMENT_BYTES = 4_096;
const DETACHED_BYTES_MIN = 1_024;

/**
 * The model with the weights of the given files inside, by location; bytes are views into the files. Fault `invalid`
 * `onnx.external_…` when a range is unsafe or not there.
 */
export function attachWeights(model: Model, files: ReadonlyMap<string, Uint8Array>): Model {
  return copyWithGraph(model, ({ initializer }) => ({
    initializer: initializer.map((tensor) =>
      tensor.dataLocation === EXTERNAL ? attach(tensor, files) : tensor,
    ),
  }));
}

function attach(tensor: Tensor, files: ReadonlyMap<string, Uint8Array>): Tensor {
  const range = externalRangeOf(tensor);
  if ("code" in range) throw faultOf(range);
  const file = files.get(range.location);
  if (file === undefined || file.length < range.offset + range.length) {
    throw faultOf(refuse("onnx.external_missing", "A file with external data is missing or too short."));
  }
  const rawData = new Uint8Array(file.buffer, file.byteOffset + range.offset, range.length);
  const attached = copyWith(tensor, { rawData, externalData: [] });
  clearField(attached, TensorSchema.field.dataLocation);
  return attached;
}

/**
 * The model with its larger raw weights moved to one file of their own: write `data` beside the model as `location`.
 */
export function detachWeights(
  model: Model,
  location: string,
): { model: Model; data: Uint8Array<ArrayBuffer> } {
  const chunks: { offset: number; bytes: Uint8Array }[] = [];
  let end = 0;
  const detached = copyWithGraph(model, ({ initializer }) => ({
    initializer: initializer.map((tensor) => {
      if (tensor.rawData.length < DETACHED_BYTES_MIN) return tensor;
      const offset = Math.ceil(end / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
      chunks.push({ offset, bytes: tensor.rawData });
      end = offset + tensor.rawData.length;
      return pointer(tensor, { location, offset: String(offset), length: String(tensor.rawData.length) });
    }),
  }));
  const data = new Uint8Array(end);
  for (const { offset, bytes } of chunks) data.set(bytes, offset);
  return { model: detached, data };
}

function pointer(tensor: Tensor, range: Record<string, string>): Tensor {
  const externalData = Object.entries(range).map(([key, value]) => create(EntrySchema, { key, value }));
  const detached = copyWith(tensor, { externalData, dataLocation: EXTERNAL });
  clearField(detached, TensorSchema.field.rawData);
  return detached;
}
