import { elementBytesOf, encodeElements, type TensorPort } from "@millrace/serving";
import { refuse } from "../refusal.ts";
import { countElements } from "../tensors/read-head.ts";
import type { RestCall } from "./read-infer-body.ts";

/**
 * A body that is nothing but the data of the model's only input (`Inference-Header-Content-Length: 0`). Its shape is
 * the port's, of which one dimension may follow from the size: the second of two open ones, as the first is a batch
 * of 1 then. For BYTES the body is the one element. Every output is answered in binary.
 */
export function readRawBody(body: Uint8Array, ports: readonly TensorPort[]): RestCall {
  const [port] = ports;
  if (port === undefined || ports.length !== 1)
    throw refuse(
      "raw_needs_one_input",
      `A request without JSON needs a model of one input; this one has ${ports.length}.`,
    );
  const { name, datatype } = port;
  const elementBytes = elementBytesOf(datatype);
  const tensor = elementBytes === null ? oneElement(body, port) : numbers(body, port, elementBytes);
  return {
    id: "",
    parameters: {},
    inputs: [{ name, datatype, ...tensor }],
    outputs: null,
    isBinary: () => true,
  };
}

/** Without the length that stands before elements elsewhere: the body's end is the element's. */
function oneElement(body: Uint8Array, { name, shape: open }: TensorPort) {
  const shape = open.map((size) => (size === -1 ? 1 : size));
  if (countElements(shape) === 1) return { shape, data: encodeElements([body]) };
  const message = `A request without JSON is one element of BYTES; \`${name}\` takes more, in the shape [${open.join(", ")}].`;
  throw refuse("raw_needs_one_element", message);
}

function numbers(data: Uint8Array, { name, datatype, shape: open }: TensorPort, elementBytes: number) {
  const axes = open.flatMap((size, axis) => (size === -1 ? [axis] : []));
  const openAxis = axes.at(-1);
  if (axes.length > 2 || (axes.length === 2 && axes[0] !== 0)) {
    const message = `The shape [${open.join(", ")}] of \`${name}\` does not follow from the size of the body. Send JSON with the shape.`;
    throw refuse("raw_shape_unclear", message);
  }
  const known = open.map((size) => (size === -1 ? 1 : size));
  if (openAxis === undefined) return { shape: known, data };
  const size = data.byteLength / (countElements(known) * elementBytes);
  if (Number.isInteger(size)) return { shape: known.with(openAxis, size), data };
  const message = `The body has ${data.byteLength} bytes; \`${name}\` takes ${datatype} in the shape [${open.join(", ")}].`;
  throw refuse("raw_size_wrong", message);
}
