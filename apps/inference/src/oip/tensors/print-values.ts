import type { NamedTensor } from "@millrace/serving";
import { refuse } from "../refusal.ts";
import { splitElements } from "./bytes-elements.ts";
import { countElements } from "./read-head.ts";

/** What is larger is to be asked for as binary data: as text it would keep the server from other requests. */
const ELEMENTS_MAX = 2 ** 20;
const TEXT_BYTES_MAX = 8 * 1024 * 1024;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The values of a tensor as a flat JSON list that keeps them exactly: integers with all digits, -0, NaN as `null` and
 * infinities as `1e999` and `-1e999`, which is valid JSON and reads as infinity. Refuses what JSON cannot hold.
 */
export function printValues(tensor: NamedTensor): string {
  const { name, datatype, shape, data } = tensor;
  if (countElements(shape) > ELEMENTS_MAX || (datatype === "BYTES" && data.byteLength > TEXT_BYTES_MAX))
    throw unprintable(name, "is too large for JSON");
  if (datatype === "BYTES")
    return `[${splitElements(data)
      .map((element) => printText(element, name))
      .join()}]`;
  const bytes = aligned(data);
  switch (datatype) {
    case "BOOL":
      return `[${Array.from(bytes, (byte) => (byte === 0 ? "false" : "true")).join()}]`;
    case "UINT8":
      return `[${bytes.join()}]`;
    case "UINT16":
      return `[${new Uint16Array(bytes.buffer).join()}]`;
    case "UINT32":
      return `[${new Uint32Array(bytes.buffer).join()}]`;
    case "UINT64":
      return `[${new BigUint64Array(bytes.buffer).join()}]`;
    case "INT8":
      return `[${new Int8Array(bytes.buffer).join()}]`;
    case "INT16":
      return `[${new Int16Array(bytes.buffer).join()}]`;
    case "INT32":
      return `[${new Int32Array(bytes.buffer).join()}]`;
    case "INT64":
      return `[${new BigInt64Array(bytes.buffer).join()}]`;
    case "FP16":
      return `[${Array.from(new Float16Array(bytes.buffer), printFloat).join()}]`;
    case "FP32":
      return `[${Array.from(new Float32Array(bytes.buffer), printFloat).join()}]`;
    case "FP64":
      return `[${Array.from(new Float64Array(bytes.buffer), printFloat).join()}]`;
  }
}

/** A copy in a buffer of its own: views of wider numbers start only where their width divides the offset. */
function aligned(data: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(data);
}

function printFloat(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  if (Number.isNaN(value)) return "null";
  return value > 0 ? "1e999" : "-1e999";
}

function printText(element: Uint8Array, name: string): string {
  try {
    return JSON.stringify(decoder.decode(element));
  } catch {
    throw unprintable(name, "holds bytes that are not UTF-8, which JSON cannot hold");
  }
}

function unprintable(name: string, reason: string) {
  const message = `The output \`${name}\` ${reason}. Ask for it with the parameter \`binary_data\`: true.`;
  return refuse("output_not_printable", message, "outputs");
}
