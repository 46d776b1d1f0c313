import { type Datatype, findElements, type NamedTensor } from "@millrace/serving";
import { printFloats } from "../../routes/print-floats.ts";
import { refuse } from "../refusal.ts";
import { countElements } from "./read-head.ts";

/** Of an answer. What is larger is to be asked for as binary data: as text it would keep the server from other requests. */
const ELEMENTS_MAX = 2 ** 20;
const TEXT_BYTES_MAX = 8 * 1024 * 1024;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The values of a tensor as a flat JSON list that keeps them exactly: integers with all digits, and -0. Refuses what JSON
 * cannot hold: NaN and infinity, which readers of other stand-ins would take for something else, and bytes that are no
 * text.
 */
export function printValues(tensor: NamedTensor): string {
  const { name, datatype, data } = tensor;
  boundPrinted([tensor]);
  if (datatype === "BYTES") return printTexts(tensor);
  // A buffer of its own, as views of wider numbers start only where their width divides the offset.
  const { buffer } = Uint8Array.from(data);
  if (datatype === "FP16" || datatype === "FP32" || datatype === "FP64")
    return printNumbers(name, datatype, buffer);
  return `[${PRINT[datatype](buffer)}]`;
}

/** Refuses tensors that are more than an answer in JSON may hold together, naming the first that is too much. */
export function boundPrinted(tensors: readonly NamedTensor[]): void {
  let [elements, textBytes] = [0, 0];
  for (const { name, datatype, shape, data } of tensors) {
    elements += countElements(shape);
    textBytes += datatype === "BYTES" ? data.byteLength : 0;
    if (elements > ELEMENTS_MAX || textBytes > TEXT_BYTES_MAX)
      throw unprintable(name, "is too large for JSON");
  }
}

type Floats = "FP16" | "FP32" | "FP64";

const PRINT: Record<Exclude<Datatype, "BYTES" | Floats>, (buffer: ArrayBuffer) => string> = {
  BOOL: (buffer) => Array.from(new Uint8Array(buffer), (byte) => (byte === 0 ? "false" : "true")).join(),
  UINT8: (buffer) => new Uint8Array(buffer).join(),
  UINT16: (buffer) => new Uint16Array(buffer).join(),
  UINT32: (buffer) => new Uint32Array(buffer).join(),
  UINT64: (buffer) => new BigUint64Array(buffer).join(),
  INT8: (buffer) => new Int8Array(buffer).join(),
  INT16: (buffer) => new Int16Array(buffer).join(),
  INT32: (buffer) => new Int32Array(buffer).join(),
  INT64: (buffer) => new BigInt64Array(buffer).join(),
};
const FLOATS = { FP16: Float16Array, FP32: Float32Array, FP64: Float64Array };

function printNumbers(name: string, datatype: Floats, buffer: ArrayBuffer): string {
  const values = new FLOATS[datatype](buffer);
  if (!values.every(Number.isFinite))
    throw unprintable(name, "holds NaN or infinity, which JSON does not have");
  if (values instanceof Float32Array) return printFloats(values);
  return `[${Array.from(values, (value) => (Object.is(value, -0) ? "-0" : String(value))).join()}]`;
}

function printTexts({ name, data }: NamedTensor): string {
  const elements = findElements(data, ELEMENTS_MAX) ?? [];
  try {
    return `[${elements.map((element) => JSON.stringify(decoder.decode(element))).join()}]`;
  } catch {
    throw unprintable(name, "holds bytes that are not UTF-8, which JSON cannot hold");
  }
}

function unprintable(name: string, reason: string) {
  const message = `The output \`${name}\` ${reason}. Ask for it with the parameter \`binary_data\`: true.`;
  return refuse("output_not_printable", message, "outputs");
}
