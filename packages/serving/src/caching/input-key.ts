import { createHash, hash } from "node:crypto";
import type { TensorRequest } from "../worker/tensor-batch.ts";

/** Beyond this an input is not looked up: its bytes would take milliseconds of everybody's. */
export const KEYED_BYTES_MAX = 1_048_576;

/**
 * What an input is to a model, as a key: inputs of one key get one answer from one model. Token ids are all that a text
 * model reads; whatever text, truncation or id list they came from, and whatever is made of the row afterwards.
 */
export function keyOfTokens(ids: Int32Array): string {
  return hash("sha256", new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength), "base64url");
}

/**
 * The same for tensors, which come in the model's order, and the outputs that are wanted of them. What precedes the
 * bytes says where each tensor's end, so that no two inputs are written alike. Null for more than `KEYED_BYTES_MAX`.
 */
export function keyOfTensors({ inputs, outputs }: Omit<TensorRequest, "rows">): string | null {
  const bytes = inputs.reduce((total, { data }) => total + data.byteLength, 0);
  if (bytes > KEYED_BYTES_MAX) return null;
  const shapes = inputs.map(({ datatype, shape, data }) => [datatype, shape, data.byteLength]);
  const head = Buffer.from(JSON.stringify([outputs, shapes]));
  const digest = createHash("sha256");
  digest.update(Uint32Array.of(head.byteLength)).update(head);
  for (const { data } of inputs) digest.update(data);
  return digest.digest("base64url");
}
