import { isUtf8 } from "node:buffer";
import { Fault } from "@millrace/kernel";
import type { InferRequest } from "../requests.ts";
import { findElements } from "./bytes-elements.ts";
import { elementBytesOf } from "./datatypes.ts";
import type { NamedTensor } from "./named-tensor.ts";
import type { Port, Ports } from "./port.ts";

/** All tensors of a request together; a frame to a process holds somewhat more. */
export const REQUEST_BYTES_MAX = 192 * 1024 * 1024;
/** A text costs far more than its bytes once it is a string. */
export const TEXTS_MAX = 1_048_576;
const RANK_MAX = 64;
/** Also of a tensor without elements, whose other dimensions could be anything. */
const DIMENSION_MAX = 2 ** 31 - 1;
/** Far beyond what any request or answer holds, and counted exactly. */
const ELEMENTS_MAX = 2 ** 40;
const SHOWN_NAME_LENGTH_MAX = 64;

/** The tensors in the model's order, and which of its outputs are wanted, in the wanted order. */
export type CheckedTensors = {
  readonly inputs: readonly NamedTensor[];
  readonly outputs: readonly number[];
};

/**
 * Holds a request against what the model declares, so that nothing malformed reaches a process: names, datatypes,
 * shapes, byte counts, truths that are 0 or 1, texts that are UTF-8. Dimensions that the model leaves open are for the
 * model to judge. NaN and infinity are numbers like others.
 * Throws `invalid` `serving.input_…` or `serving.output_…`; `param` is the place in the request, such as `inputs[2]`.
 */
export function checkTensors(
  request: Pick<InferRequest, "inputs" | "outputs">,
  ports: Ports,
): CheckedTensors {
  const bytes = request.inputs.reduce((total, { data }) => total + data.byteLength, 0);
  if (bytes > REQUEST_BYTES_MAX) {
    const message = `The inputs have ${bytes} bytes; one request holds at most ${REQUEST_BYTES_MAX}.`;
    throw refused("inputs", "input_too_large", message);
  }
  const inputs = orderInputs(request.inputs, ports.inputs);
  return { inputs, outputs: chooseOutputs(request.outputs, ports.outputs) };
}

function orderInputs(inputs: readonly NamedTensor[], ports: readonly Port[]): NamedTensor[] {
  const positions = positionsByName(
    inputs.map(({ name }) => name),
    ports,
    "input",
  );
  return ports.map((port) => {
    const position = positions.get(port.name);
    const tensor = position === undefined ? undefined : inputs[position];
    if (tensor === undefined) {
      const message = `${shown(port.name)} is missing. The model takes ${namesOf(ports)}.`;
      throw refused("inputs", "input_missing", message);
    }
    checkTensor(tensor, port, `inputs[${position}]`);
    return tensor;
  });
}

function chooseOutputs(wanted: readonly string[] | null, ports: readonly Port[]): number[] {
  if (wanted === null || wanted.length === 0) return ports.map((_, index) => index);
  const order = new Map(ports.map(({ name }, index) => [name, index]));
  return [...positionsByName(wanted, ports, "output").keys()].flatMap((name) => order.get(name) ?? []);
}

/** Where each name stands; in the order of the names. */
function positionsByName(
  names: readonly string[],
  ports: readonly Port[],
  kind: "input" | "output",
): Map<string, number> {
  const positions = new Map<string, number>();
  for (const [position, name] of names.entries()) {
    const param = `${kind}s[${position}]`;
    if (positions.has(name)) throw refused(param, `${kind}_repeated`, `${shown(name)} is named twice.`);
    if (!ports.some((port) => port.name === name)) {
      const verb = kind === "input" ? "takes" : "gives";
      const message = `The model has no ${kind} ${shown(name)}; it ${verb} ${namesOf(ports)}.`;
      throw refused(param, `${kind}_unknown`, message);
    }
    positions.set(name, position);
  }
  return positions;
}

function checkTensor(tensor: NamedTensor, port: Port, param: string): void {
  const label = shown(port.name);
  if (tensor.datatype !== port.datatype) {
    const message = `${label} is ${tensor.datatype}; the model takes ${port.datatype}.`;
    throw refused(param, "input_datatype_wrong", message);
  }
  checkShape(tensor.shape, port, param);
  const elements = countElements(tensor.shape);
  if (tensor.datatype === "BYTES") checkTexts(tensor.data, { elements, label, param });
  else checkSize(tensor, { elements, label, param });
  if (tensor.datatype === "BOOL" && tensor.data.some((truth) => truth > 1)) {
    throw refused(param, "input_bool_invalid", `${label} has a truth that is neither 0 nor 1.`);
  }
}

function checkShape(shape: readonly number[], { name, dims }: Port, param: string): void {
  const isShape = shape.every((dim) => Number.isInteger(dim) && dim >= 0 && dim <= DIMENSION_MAX);
  if (!isShape || shape.length > RANK_MAX) {
    const message = `${shown(name)} has a shape that is none: at most ${RANK_MAX} whole numbers from 0 to ${DIMENSION_MAX}.`;
    throw refused(param, "input_shape_wrong", message);
  }
  const fits =
    dims === null ||
    (dims.length === shape.length &&
      dims.every((dim, axis) => typeof dim !== "number" || dim === shape[axis]));
  if (fits) return;
  const wanted = dims.map((dim) => (typeof dim === "number" ? dim : -1));
  const message = `${shown(name)} has the shape [${shape}]; the model takes [${wanted}].`;
  throw refused(param, "input_shape_wrong", message);
}

/** Infinite when no memory could hold them: the product is never taken that far. */
export function countElements(shape: readonly number[]): number {
  if (shape.includes(0)) return 0;
  let count = 1;
  for (const dim of shape) {
    count *= dim;
    if (count > ELEMENTS_MAX) return Number.POSITIVE_INFINITY;
  }
  return count;
}

type Place = { readonly elements: number; readonly label: string; readonly param: string };

function checkSize({ datatype, shape, data }: NamedTensor, { elements, label, param }: Place): void {
  const bytes = elements * (elementBytesOf(datatype) ?? 0);
  if (data.byteLength === bytes) return;
  const wanted = Number.isFinite(bytes) ? `${bytes} bytes` : "more bytes than a request may have";
  const message = `${label} has ${data.byteLength} bytes; ${datatype} of shape [${shape}] takes ${wanted}.`;
  throw refused(param, "input_size_wrong", message);
}

function checkTexts(data: Uint8Array, { elements, label, param }: Place): void {
  if (elements > TEXTS_MAX) {
    const message = `${label} has more than ${TEXTS_MAX} elements, the most of BYTES in one request.`;
    throw refused(param, "input_too_large", message);
  }
  const texts = findElements(data, elements);
  if (texts?.length !== elements) {
    const message = `${label} must hold ${elements} elements, each its length as uint32 and then its bytes.`;
    throw refused(param, "input_size_wrong", message);
  }
  // ONNX Runtime takes a text to end at its first zero.
  const wrong = texts.findIndex((text) => !isUtf8(text) || text.includes(0));
  if (wrong < 0) return;
  const message = `${label} holds an element that is not UTF-8, or has a zero in it: the one at position ${wrong}.`;
  throw refused(param, "input_text_invalid", message);
}

function namesOf(ports: readonly Port[]): string {
  return ports.length === 0 ? "nothing" : ports.map(({ name }) => shown(name)).join(", ");
}

/** Names come from a caller or a stranger's file. */
function shown(name: string): string {
  const harmless = name.slice(0, SHOWN_NAME_LENGTH_MAX).replaceAll(/[\p{C}`]/gu, "?");
  return `\`${harmless}${name.length > SHOWN_NAME_LENGTH_MAX ? "…" : ""}\``;
}

function refused(param: string, reason: string, message: string): Fault {
  return new Fault({ kind: "invalid", code: `serving.${reason}`, message, param });
}
