import { type ExternalRange, externalRangeOf } from "../external-data.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Model } from "../schema/messages.ts";
import { EXTERNAL } from "../tensor.ts";
import { tensorsOf } from "./check-tensors.ts";

/** A file that must lie beside the model's: a regular one of a single link, which is for the caller to see to. */
export type ExternalFile = { readonly location: string; readonly bytesMin: number };

/** Bytes of the files that there are, by location. */
export type FileSizes = ReadonlyMap<string, number>;

/** Which files the model wants. Ranges are inside a file where its size is given, and no two overlap. */
export function checkExternal(model: Model, sizes: FileSizes | undefined): ExternalFile[] | Refusal {
  const ranges: ExternalRange[] = [];
  for (const tensor of tensorsOf(model)) {
    if (tensor.dataLocation !== EXTERNAL) continue;
    const range = externalRangeOf(tensor);
    if ("code" in range) return range;
    ranges.push(range);
  }
  const files = new Map<string, number>();
  for (const { location, offset, length } of ranges.sort((a, b) => a.offset - b.offset)) {
    const end = files.get(location) ?? 0;
    if (offset < end && length > 0) {
      return refuse("onnx.external_overlap", "The model has two tensors over the same external bytes.");
    }
    files.set(location, Math.max(end, offset + length));
  }
  const wanted = [...files].map(([location, bytesMin]) => ({ location, bytesMin }));
  if (
    sizes !== undefined &&
    wanted.some(({ location, bytesMin }) => (sizes.get(location) ?? -1) < bytesMin)
  ) {
    return refuse(
      "onnx.external_missing",
      "A file with external data is missing or shorter than the model says.",
    );
  }
  return wanted;
}
