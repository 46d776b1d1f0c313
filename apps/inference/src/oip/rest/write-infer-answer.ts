import type { NamedTensor } from "@millrace/serving";
import { boundPrinted, printValues } from "../tensors/print-values.ts";
import type { RestCall } from "./read-infer-body.ts";

export type Served = { readonly modelName: string; readonly modelVersion: string };

export type WrittenAnswer = {
  readonly contentType: string;
  /** Of the JSON, where binary tensors stand behind it; null where the body is all JSON. */
  readonly jsonBytes: number | null;
  readonly body: string | Buffer;
};

/** The answer to `POST …/infer`. Fault `oip.output_not_printable` when an output asked for as JSON cannot be that. */
export function writeInferAnswer(
  call: Pick<RestCall, "id" | "isBinary">,
  { modelName, modelVersion }: Served,
  outputs: readonly NamedTensor[],
): WrittenAnswer {
  boundPrinted(outputs.filter((_, index) => !call.isBinary(index)));
  const tensors = outputs.map((tensor, index) => printTensor(tensor, call.isBinary(index)));
  const id = call.id === "" ? "" : `"id":${JSON.stringify(call.id)},`;
  const served = `"model_name":${JSON.stringify(modelName)},"model_version":${JSON.stringify(modelVersion)}`;
  const json = `{${served},${id}"outputs":[${tensors.join()}]}`;
  const binary = outputs.filter((_, index) => call.isBinary(index)).map(({ data }) => data);
  if (binary.length === 0)
    return { contentType: "application/json; charset=utf-8", jsonBytes: null, body: json };
  const head = Buffer.from(json);
  return {
    contentType: "application/octet-stream",
    jsonBytes: head.byteLength,
    body: Buffer.concat([head, ...binary]),
  };
}

function printTensor(tensor: NamedTensor, isBinary: boolean): string {
  const { name, datatype, shape, data } = tensor;
  const head = `"name":${JSON.stringify(name)},"datatype":"${datatype}","shape":[${shape.join()}]`;
  if (isBinary) return `{${head},"parameters":{"binary_data_size":${data.byteLength}}}`;
  return `{${head},"data":${printValues(tensor)}}`;
}
