import { Fault } from "@millrace/kernel";
import { PROTOCOL_DATATYPES, type ScanReport } from "@millrace/onnx";
import type { Datatype, TensorPort } from "./named-tensor.ts";

/** What a model takes or gives under a name, as its graph declares it. */
export type Port = {
  readonly name: string;
  readonly datatype: Datatype;
  /** A number, a name that equal dimensions share, or null for any; null instead of a list when the rank is open. */
  readonly dims: readonly (number | string | null)[] | null;
};

export type Ports = { readonly inputs: readonly Port[]; readonly outputs: readonly Port[] };

/** They are told to the process on its command line, which holds 128 KiB. */
const PORTS_MAX = 512;
const PORT_NAMES_LENGTH_MAX = 32_768;

const DATATYPE_OF: ReadonlyMap<number | undefined, Datatype> = PROTOCOL_DATATYPES;

type ScannedPort = ScanReport["inputs"][number];

/** Throws `invalid` `serving.model_unsupported` naming the port that the protocol cannot express. */
export function readPorts({ inputs, outputs }: Pick<ScanReport, "inputs" | "outputs">): Ports {
  const all = [...inputs, ...outputs];
  const namesLength = all.reduce((total, { name }) => total + name.length, 0);
  if (all.length > PORTS_MAX || namesLength > PORT_NAMES_LENGTH_MAX) {
    throw unsupported(`The model has more than ${PORTS_MAX} inputs and outputs, or very long names.`);
  }
  return { inputs: inputs.map(readPort), outputs: outputs.map(readPort) };
}

function readPort({ name, dataType, dims }: ScannedPort): Port {
  const datatype = DATATYPE_OF.get(dataType);
  if (datatype !== undefined) return { name, datatype, dims: dims?.map(openNegative) ?? null };
  const what =
    dataType === undefined ? "no tensor" : "of a type that the Open Inference Protocol does not have";
  throw unsupported(`The model's \`${name}\` is ${what}.`);
}

/** To ONNX Runtime a dimension below zero is any. */
function openNegative(dim: number | string | null): number | string | null {
  return typeof dim === "number" && dim < 0 ? null : dim;
}

/** An open dimension is -1; an open rank is told as one open dimension. */
export function describePort({ name, datatype, dims }: Port): TensorPort {
  const shape = (dims ?? [null]).map((dim) => (typeof dim === "number" ? dim : -1));
  return { name, datatype, shape };
}

/**
 * All inputs and outputs count the same thing in their first dimension, and in no other: the graph promises that it
 * takes any number of rows. Whether rows leave each other alone is for a probe to say.
 */
export function hasRows({ inputs, outputs }: Ports): boolean {
  const symbol = inputs[0]?.dims?.[0];
  if (typeof symbol !== "string") return false;
  return [...inputs, ...outputs].every(({ dims }) => dims?.lastIndexOf(symbol) === 0);
}

function unsupported(message: string): Fault {
  return new Fault({ kind: "invalid", code: "serving.model_unsupported", message });
}
