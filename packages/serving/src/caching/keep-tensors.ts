import type { TensorAnswer } from "../worker/tensor-batch.ts";
import type { Keeping } from "./answer-cache.ts";

/** What a tensor takes beside its bytes: the objects around them, as measured for `ENTRY_BYTES`. */
const TENSOR_BYTES = 256;

/** A copy holds its own bytes alone: an answer is a view into all that came of its batch. */
export const TENSOR_KEEPING: Keeping<TensorAnswer> = {
  bytesOf: (tensors) =>
    tensors.reduce((total, { shape, data }) => total + TENSOR_BYTES + 8 * shape.length + data.byteLength, 0),
  copyOf: (tensors) => tensors.map((tensor) => ({ ...tensor, data: tensor.data.slice() })),
};
