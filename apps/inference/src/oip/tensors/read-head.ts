import { DATATYPES, type Datatype } from "@millrace/serving";
import { refuse, shown } from "../refusal.ts";

/** What a request says about a tensor before its data. */
export type TensorHead = {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  /** As the caller would write it, such as `inputs[1]`. */
  readonly param: string;
};

const RANK_MAX = 32;

/** Which names, datatypes and shapes the model takes is for the engine to say. */
export function readHead(
  fields: { name?: unknown; datatype?: unknown; shape?: unknown },
  param: string,
): TensorHead {
  return {
    name: readName(fields.name, `${param}.name`),
    datatype: readDatatype(fields.datatype, `${param}.datatype`),
    shape: readShape(fields.shape, `${param}.shape`),
    param,
  };
}

export function readName(value: unknown, param: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw refuse("missing_name", `\`${param}\` must be the name of a tensor.`, param);
}

function readDatatype(value: unknown, param: string): Datatype {
  const known = DATATYPES.find((datatype) => datatype === value);
  if (known !== undefined) return known;
  const names = DATATYPES.join(", ");
  throw refuse("unknown_datatype", `\`${param}\` is ${shown(value)}; it must be one of ${names}.`, param);
}

function readShape(value: unknown, param: string): number[] {
  if (!Array.isArray(value)) throw refuse("bad_shape", `\`${param}\` must be a list of sizes.`, param);
  if (value.length > RANK_MAX) {
    const message = `\`${param}\` has ${value.length} dimensions; the limit is ${RANK_MAX}.`;
    throw refuse("bad_shape", message, param);
  }
  const shape = value.map((size, axis) => readSize(size, `${param}[${axis}]`));
  // A size of 0 must not hide that the others overflow.
  if (!Number.isSafeInteger(shape.reduce((product, size) => product * Math.max(1, size), 1)))
    throw refuse("bad_shape", `\`${param}\` stands for more elements than can be counted.`, param);
  return shape;
}

function readSize(value: unknown, param: string): number {
  const size = typeof value === "bigint" ? Number(value) : value;
  if (typeof size === "number" && Number.isSafeInteger(size) && size >= 0) return size;
  throw refuse("bad_shape", `\`${param}\` is ${shown(value)}; it must be a whole number from 0.`, param);
}

export function countElements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
