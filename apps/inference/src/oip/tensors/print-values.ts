import { type Datatype, findElements, type NamedTensor } from "@millrace/serving";
import { printFloats } from "../../routes/print-floats.ts";
import { refuse } from "../refusal.ts";
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
  if (datatype === "BYTES") return printTexts(tensor);
  // A buffer of its own, as views of wider numbers start only where their width divides the offset.
  return `[${PRINT[datatype](Uint8Array.from(data).buffer)}]`;
}

const PRINT: Record<Exclude<Datatype, "BYTES">, (buffer: ArrayBuffer) => string> = {
  BOOL: (buffer) => Array.from(new Uint8Array(buffer), (byte) => (byte === 0 ? "false" : "true")).join(),
  UINT8: (buffer) => new Uint8Array(buffer).join(),
  UINT16: (buffer) => new Uint16Array(buffer).join(),
  UINT32: (buffer) => new Uint32Array(buffer).join(),
  UINT64: (buffer) => new BigUint64Array(buffer).join(),
  INT8: (buffer) => new Int8Array(buffer).join(),
  INT16: (buffer) => new Int16Array(buffer).join(),
  INT32: (buffer) => new Int32Array(buffer).join(),
  INT64: (buffer) => new BigInt64Array(buffer).join(),
  FP16: (buffer) => Array.from(new Float16Array(buffer), printFloat).join(),
  FP32: (buffer) => {
    const values = new Float32Array(buffer);
    // Shorter and faster, but it has one word for all that is not finite.
    return values.every(Number.isFinite)
      ? printFloats(values).slice(1, -1)
      : Array.from(values, printFloat).join();
  },
  FP64: (buffer) => Array.from(new Float64Array(buffer), printFloat).join(),
};

function printFloat(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  if (Number.isNaN(value)) return "null";
  return value > 0 ? "1e999" : "-1e999";
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
