import { countTexts, spanOfElements } from "../tensors/bytes-elements.ts";
import { countElements } from "../tensors/check-tensors.ts";
import { elementBytesOf } from "../tensors/datatypes.ts";
import type { NamedTensor } from "../tensors/named-tensor.ts";
import type { Port } from "../tensors/port.ts";
import type { Batch } from "./batch.ts";
import { FRAME, type Frame } from "./frames.ts";
import { type ArrivedTensor, decodeTensors, encodeTensors, type PiecedTensor } from "./tensor-frames.ts";

/** What one request brings to a batch: a tensor for each port, and which outputs it wants. */
export type TensorRequest = {
  readonly rows: number;
  readonly inputs: readonly Pick<NamedTensor, "datatype" | "shape" | "data">[];
  readonly outputs: readonly number[];
};

/** The wanted outputs of one request, in its order; views into the process's answer. */
export type TensorAnswer = readonly ArrivedTensor[];

/** Requests that want the same, and differ only in the number of their rows, as one batch. */
export function tensorBatch(
  requests: readonly TensorRequest[],
  ports: readonly Port[],
): Batch<readonly TensorAnswer[]> {
  const [first] = requests;
  const rows = requests.reduce((total, request) => total + request.rows, 0);
  const tensors = (first?.inputs ?? []).map(({ datatype, shape }, port): PiecedTensor => {
    const pieces = requests.flatMap(({ inputs }) => inputs[port]?.data ?? []);
    return { datatype, shape: requests.length === 1 ? shape : [rows, ...shape.slice(1)], pieces };
  });
  const wanted = first?.outputs ?? [];
  const shares = requests.map((request) => request.rows);
  const outputs = wanted.flatMap((port) => ports[port] ?? []);
  const read = (frame: Frame) => readAnswers(frame, { shares, outputs });
  return { kind: FRAME.tensors, rows, pieces: encodeTensors({ tensors, wanted }), read };
}

type Expected = { readonly shares: readonly number[]; readonly outputs: readonly Port[] };

function readAnswers({ header, payload }: Frame, { shares, outputs }: Expected): TensorAnswer[] | null {
  if (header.kind !== FRAME.tensors) throw new Error(`kind ${header.kind} in answer to tensors`);
  const { tensors } = decodeTensors(payload);
  if (tensors.length !== outputs.length || !tensors.every((tensor, at) => isSound(tensor, outputs[at]))) {
    throw new Error("tensors that are none of the model's");
  }
  if (shares.length === 1) return [tensors];
  const rows = shares.reduce((total, share) => total + share, 0);
  if (tensors.some(({ shape }) => shape[0] !== rows)) return null;
  const cut = tensors.map((tensor) => cutRows(tensor, shares));
  return shares.map((_, index) => cut.flatMap((parts) => parts[index] ?? []));
}

/** The process computes for a stranger's model: what it says about its answer is held against the answer. */
function isSound({ datatype, shape, data }: ArrivedTensor, port: Port | undefined): boolean {
  if (datatype !== port?.datatype) return false;
  const elements = countElements(shape);
  const bytes = elementBytesOf(datatype);
  if (bytes !== null) return data.byteLength === elements * bytes;
  return countTexts(data) === elements;
}

function cutRows({ datatype, shape, data }: ArrivedTensor, shares: readonly number[]): ArrivedTensor[] {
  const rowShape = shape.slice(1);
  const rowElements = countElements(rowShape);
  const bytes = elementBytesOf(datatype);
  let offset = 0;
  return shares.map((rows) => {
    const rest = data.subarray(offset);
    const length = bytes === null ? spanOfElements(rest, rows * rowElements) : rows * rowElements * bytes;
    offset += length;
    return { datatype, shape: [rows, ...rowShape], data: rest.subarray(0, length) };
  });
}
