import type { NamedTensor } from "@millrace/serving";
import { parseJson } from "../../http/parse-json.ts";
import { TENSORS_MAX } from "../bounds.ts";
import type { InferCall, Parameters } from "../infer-call.ts";
import {
  readFields,
  readId,
  readParameters,
  readTruth,
  refuseUnserved,
  SHARED_MEMORY,
} from "../read-fields.ts";
import { refuse, shown } from "../refusal.ts";
import { hasLongNumbers, markLongIntegers } from "../tensors/exact-integers.ts";
import { readHead, readName, type TensorHead } from "../tensors/read-head.ts";
import { isLongInteger, readValues } from "../tensors/read-values.ts";
import type { SplitBody } from "./split-body.ts";

export type RestCall = InferCall & {
  /** Whether an output is to be answered behind the JSON; `index` counts as `outputs` does. */
  isBinary(index: number): boolean;
};

/**
 * `POST …/infer`: an inference request in JSON, with tensors in it or in binary behind it. Faults are `invalid` with
 * `oip.…` or `http.…json…`; what the model takes is for the engine to compare.
 */
export function readInferBody({ json, binary }: SplitBody): RestCall {
  const fields = readFields(parseJson(json), "");
  const parameters = readParameters(fields.parameters, "parameters");
  refuseUnserved(parameters, ["sequence_id"], "parameters");
  return {
    id: readId(fields.id),
    parameters,
    inputs: readInputs(readList(fields.inputs, "inputs"), { json, binary }),
    ...readOutputs(fields.outputs, parameters),
  };
}

type Written = { head: TensorHead; data: unknown; parameters: Parameters };

function readInputs(items: readonly unknown[], body: SplitBody): NamedTensor[] {
  const written = items.map((item, index) => readInput(item, `inputs[${index}]`));
  const exact = written.some(({ head }) => isLongInteger(head.datatype)) ? exactData(body.json) : null;
  const dataOf = ({ head, data }: Written, index: number) =>
    exact !== null && isLongInteger(head.datatype) ? exact(index) : data;
  let taken = 0;
  const inputs = written.map((input, index) => {
    const { head, data, parameters } = input;
    const size = parameters.binary_data_size;
    if (size === undefined) return tensorOf(head, readValues(dataOf(input, index), head));
    if (data !== undefined)
      throw refuse("data_twice", `\`${head.param}\` has both data and binary data.`, head.param);
    const bytes = takeBinary(body.binary.subarray(taken), size, head.param);
    taken += bytes.byteLength;
    return tensorOf(head, bytes);
  });
  const left = body.binary.byteLength - taken;
  if (left === 0) return inputs;
  const message = `${left} bytes behind the JSON belong to no input: each input's \`binary_data_size\` takes its part, in order.`;
  throw refuse("binary_left_over", message, "inputs");
}

function readInput(item: unknown, param: string): Written {
  const fields = readFields(item, param);
  const parameters = readParameters(fields.parameters, `${param}.parameters`);
  refuseUnserved(parameters, SHARED_MEMORY, `${param}.parameters`);
  return { head: readHead(fields, param), data: fields.data, parameters };
}

/** The data of an input once more, its whole numbers with all their digits; null where none has so many. */
function exactData(json: Uint8Array): ((index: number) => unknown) | null {
  const text = new TextDecoder().decode(json);
  if (!hasLongNumbers(text)) return null;
  const { inputs } = JSON.parse(markLongIntegers(text)) as { inputs: { data?: unknown }[] };
  return (index) => inputs[index]?.data;
}

function takeBinary(rest: Uint8Array, size: unknown, param: string): Uint8Array {
  if (typeof size === "number" && Number.isInteger(size) && size >= 0 && size <= rest.byteLength)
    return rest.subarray(0, size);
  const message = `\`${param}.parameters.binary_data_size\` is ${shown(size)}; ${rest.byteLength} bytes are left for it behind the JSON, which ends where the header \`Inference-Header-Content-Length\` says.`;
  throw refuse("bad_binary_size", message, `${param}.parameters.binary_data_size`);
}

function tensorOf({ name, datatype, shape }: TensorHead, data: Uint8Array): NamedTensor {
  return { name, datatype, shape, data };
}

function readOutputs(value: unknown, parameters: Parameters): Pick<RestCall, "outputs" | "isBinary"> {
  const byDefault = readTruth(parameters, "binary_data_output", "parameters") ?? false;
  if (value === undefined || value === null) return { outputs: null, isBinary: () => byDefault };
  const wanted = readList(value, "outputs").map((item, index) => readOutput(item, `outputs[${index}]`));
  return {
    outputs: wanted.map(({ name }) => name),
    isBinary: (index) => wanted[index]?.isBinary ?? byDefault,
  };
}

function readOutput(item: unknown, param: string) {
  const fields = readFields(item, param);
  const parameters = readParameters(fields.parameters, `${param}.parameters`);
  refuseUnserved(parameters, ["classification", ...SHARED_MEMORY], `${param}.parameters`);
  return {
    name: readName(fields.name, `${param}.name`),
    isBinary: readTruth(parameters, "binary_data", `${param}.parameters`),
  };
}

function readList(value: unknown, param: string): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0 && value.length <= TENSORS_MAX) return value;
  throw refuse("bad_list", `\`${param}\` must be a list of 1 to ${TENSORS_MAX} tensors.`, param);
}
