import { JSON_BYTES_MAX } from "../bounds.ts";
import { refuse, shown } from "../refusal.ts";

export const HEADER_LENGTH = "inference-header-content-length";

export type SplitBody = {
  json: Uint8Array;
  /** What stands behind the JSON, as views into the body. */
  binary: Uint8Array;
};

/**
 * A body as its JSON and the binary tensors behind it. `headerLength` is the header of that name: without it the body
 * is all JSON, and with "0" there is none, which stands for the only input of the model, null here.
 */
export function splitBody(body: Uint8Array, headerLength: string | undefined): SplitBody | null {
  const jsonBytes = headerLength === undefined ? body.byteLength : readLength(headerLength, body.byteLength);
  if (headerLength !== undefined && jsonBytes === 0) return null;
  if (jsonBytes > JSON_BYTES_MAX) {
    const message = `The JSON of the request is larger than ${JSON_BYTES_MAX / 1024 / 1024} MiB. Send its tensors as binary data.`;
    throw refuse("json_too_large", message);
  }
  return { json: body.subarray(0, jsonBytes), binary: body.subarray(jsonBytes) };
}

function readLength(text: string, bodyBytes: number): number {
  const length = /^\d{1,10}$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
  if (length <= bodyBytes) return length;
  const message = `The header \`Inference-Header-Content-Length\` is ${shown(text)}; it must be a number of bytes from 0 to the ${bodyBytes} of the body.`;
  throw refuse("bad_header_length", message, HEADER_LENGTH);
}
