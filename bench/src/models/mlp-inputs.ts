import type { InferRequest, NamedTensor } from "@millrace/serving";
import { MLP_WIDTHS } from "./build-mlp.ts";
import { normalValues } from "./normal-values.ts";

const [WIDTH] = MLP_WIDTHS;

/** Rows of numbers for the MLP, one a request. */
export function mlpRows(count: number, seed: number): Float32Array[] {
  const values = normalValues(seed);
  return Array.from({ length: count }, () => values(WIDTH, 1));
}

export function mlpRequest(row: Float32Array): InferRequest {
  const data = new Uint8Array(row.buffer, row.byteOffset, row.byteLength);
  const input: NamedTensor = { name: "x", datatype: "FP32", shape: [1, WIDTH], data };
  return { inputs: [input], outputs: null };
}
