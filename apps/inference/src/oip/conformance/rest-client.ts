import { expect } from "vitest";
import type { TestService } from "../../testing/start-test-service.ts";

type Output = {
  name: string;
  datatype: string;
  shape: number[];
  data?: unknown[];
  parameters?: { binary_data_size: number };
};
type Answer = { model_name: string; model_version: string; id?: string; outputs: Output[] };

/** Sends what it is told, good or bad, with the team's key unless told otherwise. */
export function restClient(service: TestService) {
  const key = { authorization: `Bearer ${service.key.secret}` };

  const get = (path: string, headers: Record<string, string> = key) =>
    fetch(`${service.url}${path}`, { headers });

  const infer = (model: string, body: unknown, headers: Record<string, string> = {}) =>
    service.post(`/v2/models/${model}/infer`, body, headers);

  async function outputsOf(model: string, body: unknown): Promise<Output[]> {
    const response = await infer(model, body);
    expect(response.status).toBe(200);
    return ((await response.json()) as Answer).outputs;
  }

  /** A body with binary tensors behind its JSON. */
  async function inferBinary(model: string, json: unknown, ...binary: ArrayBufferView[]): Promise<Response> {
    const head = Buffer.from(JSON.stringify(json));
    const pieces = binary.map(({ buffer, byteOffset, byteLength }) =>
      Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength),
    );
    return infer(model, Buffer.concat([head, ...pieces]), {
      "content-type": "application/octet-stream",
      "inference-header-content-length": String(head.byteLength),
    });
  }

  return { get, infer, outputsOf, inferBinary };
}

/** The JSON of a binary answer, and each output's bytes. */
export async function unpack(response: Response): Promise<{ json: Answer; data: Buffer[] }> {
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/octet-stream");
  const body = Buffer.from(await response.arrayBuffer());
  let offset = Number(response.headers.get("inference-header-content-length"));
  const json = JSON.parse(body.subarray(0, offset).toString()) as Answer;
  const data = json.outputs.map(({ parameters }) => {
    const start = offset;
    offset += parameters?.binary_data_size ?? 0;
    return body.subarray(start, offset);
  });
  expect(offset).toBe(body.byteLength);
  return { json, data };
}
