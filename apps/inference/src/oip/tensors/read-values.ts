import { type Datatype, encodeTexts } from "@millrace/serving";
import { refuse, shown } from "../refusal.ts";
import { readMarked } from "./exact-integers.ts";
import { countElements, type TensorHead } from "./read-head.ts";
import { writeElements } from "./write-elements.ts";

/** The `data` of a tensor in JSON, nested as its shape or flat and row-major, as bytes. */
export function readValues(data: unknown, head: TensorHead): Uint8Array {
  const param = `${head.param}.data`;
  const values = flatten(data, head.shape, param);
  if (head.datatype === "BYTES")
    return encodeTexts(values.map((value, index) => readText(value, index, param)));
  const exact = isLongInteger(head.datatype) ? values.map(readMarked) : values;
  const unfit = findUnfit(exact) ?? writeElements(head.datatype, exact);
  if (typeof unfit !== "number") return unfit;
  const message = `\`${param}\` has ${shown(exact[unfit])} as element ${unfit}; ${TAKES[head.datatype]}`;
  throw refuse("bad_value", message, param);
}

/** Whose values JSON.parse may round. */
export function isLongInteger(datatype: Datatype): boolean {
  return datatype === "INT64" || datatype === "UINT64";
}

/** Lengths are compared before anything is built from them, as a shape is only a claim. */
function flatten(data: unknown, shape: readonly number[], param: string): readonly unknown[] {
  if (shape.length === 0 && !Array.isArray(data)) return [data];
  if (!Array.isArray(data)) throw refuse("bad_data", `\`${param}\` must be a list.`, param);
  if (data.some((item) => Array.isArray(item))) return flattenNested(data, shape, param);
  const count = countElements(shape);
  if (data.length === count) return data;
  const message = `\`${param}\` has ${data.length} elements; the shape [${shape.join(", ")}] has ${count}.`;
  throw refuse("bad_data", message, param);
}

function flattenNested(data: readonly unknown[], shape: readonly number[], param: string): unknown[] {
  return shape.reduce<readonly unknown[]>(
    (lists, size, axis) =>
      lists.flatMap((list) => {
        if (Array.isArray(list) && list.length === size) return list;
        const has = Array.isArray(list) ? `a list of ${list.length}` : "no list";
        const message = `\`${param}\` has ${has} in dimension ${axis}, where its shape has ${size}.`;
        throw refuse("bad_data", message, param);
      }),
    [data],
  ) as unknown[];
}

/** JSON.parse reads what is beyond all doubles as infinity, which nobody can have meant. */
function findUnfit(values: readonly unknown[]): number | undefined {
  const index = values.findIndex(
    (value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY,
  );
  return index === -1 ? undefined : index;
}

function readText(value: unknown, index: number, param: string): string {
  if (typeof value === "string" && value.isWellFormed()) return value;
  const what = typeof value === "string" ? "half a surrogate pair" : shown(value);
  const message = `\`${param}\` has ${what} as element ${index}; BYTES in JSON are texts.`;
  throw refuse("bad_value", message, param);
}

const WHOLE = "whole numbers within its range, written in digits.";
const FLOAT = "finite numbers within its range; NaN and infinity can only be sent as binary data.";
const TAKES: Record<Exclude<Datatype, "BYTES">, string> = {
  BOOL: "BOOL takes true and false.",
  UINT8: `UINT8 takes ${WHOLE}`,
  UINT16: `UINT16 takes ${WHOLE}`,
  UINT32: `UINT32 takes ${WHOLE}`,
  UINT64: `UINT64 takes ${WHOLE}`,
  INT8: `INT8 takes ${WHOLE}`,
  INT16: `INT16 takes ${WHOLE}`,
  INT32: `INT32 takes ${WHOLE}`,
  INT64: `INT64 takes ${WHOLE}`,
  FP16: `FP16 takes ${FLOAT}`,
  FP32: `FP32 takes ${FLOAT}`,
  FP64: `FP64 takes ${FLOAT}`,
};
