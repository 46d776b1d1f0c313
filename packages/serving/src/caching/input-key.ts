import { createHash, hash } from "node:crypto";
import type { NamedTensor } from "../tensors/named-tensor.ts";

/**
 * What an input is to a model, as a key: inputs of one key get one answer from one model. Token ids are all that a text
 * model reads; whatever text, truncation or id list they came from, and whatever is made of the row afterwards.
 */
export function keyOfTokens(ids: Int32Array): string {
  return hash("sha256", new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength), "base64url");
}

/**
 * The same for tensors and the outputs that are wanted of them. Their order as inputs means nothing, that of the
 * outputs does. Every part is preceded by its length, so that no two inputs are written alike.
 */
export function keyOfTensors(inputs: readonly NamedTensor[], outputs: readonly string[] | null): string {
  const sorted = inputs.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const shapes = sorted.map(({ name, datatype, shape, data }) => [name, datatype, shape, data.byteLength]);
  const head = Buffer.from(JSON.stringify([outputs, shapes]));
  const digest = createHash("sha256");
  digest.update(Uint32Array.of(head.byteLength)).update(head);
  for (const { data } of sorted) digest.update(data);
  return digest.digest("base64url");
}
