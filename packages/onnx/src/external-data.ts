import { type Refusal, refuse } from "./refusal.ts";
import type { Tensor } from "./schema/messages.ts";
import { elementCount, layoutOf } from "./tensor.ts";

/** Where the bytes of a tensor lie in a file beside the model's. */
export type ExternalRange = { readonly location: string; readonly offset: number; readonly length: number };

const KEYS = new Set(["location", "offset", "length", "checksum"]);
const DECIMAL = /^\d{1,15}$/;
const LOCATION_LENGTH_MAX = 255;
/** Of one name in a location: nothing hidden, nothing that means something to a shell, Windows or ONNX Runtime. */
const LOCATION_PART = /^[A-Za-z0-9_][A-Za-z0-9_.+@=-]*$/;

/** The range that a tensor names, or why it is not one: only plain relative names, and exactly the tensor's bytes. */
export function externalRangeOf(tensor: Tensor): ExternalRange | Refusal {
  const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  if (entries.size < tensor.externalData.length || [...entries.keys()].some((key) => !KEYS.has(key))) {
    return refuse(
      "onnx.external_entry",
      "The model describes its external data in a way that ONNX does not know.",
    );
  }
  const location = entries.get("location") ?? "";
  const parts = location.split("/");
  if (location.length > LOCATION_LENGTH_MAX || !parts.every((part) => LOCATION_PART.test(part))) {
    return refuse(
      "onnx.external_location",
      "The model asks for data outside its own folder or under an unsafe name.",
    );
  }
  const offset = entries.get("offset") ?? "0";
  const bytes = Math.ceil((elementCount(tensor.dims) * (layoutOf(tensor.dataType)?.bits ?? 0)) / 8);
  const length = entries.get("length") ?? String(bytes);
  if (!DECIMAL.test(offset) || !DECIMAL.test(length) || Number(length) !== bytes) {
    return refuse("onnx.external_range", "The model has external data whose range does not fit its tensor.");
  }
  return { location, offset: Number(offset), length: bytes };
}
