import { fromBinary } from "@bufbuild/protobuf";
import { Fault } from "@millrace/kernel";
import { type Datatype, encodeElements, type NamedTensor } from "@millrace/serving";
import { TENSORS_MAX } from "../bounds.ts";
import type { InferCall, Parameters } from "../infer-call.ts";
import { readId, refuseUnserved, SHARED_MEMORY } from "../read-fields.ts";
import { refuse, shown } from "../refusal.ts";
import { countElements, readHead, readName, type TensorHead } from "../tensors/read-head.ts";
import { writeElements } from "../tensors/write-elements.ts";
import { boundParsed } from "./bound-parsed.ts";
import type { InferInputTensor, InferParameter, ModelInferRequest, TensorContents } from "./messages.ts";
import { ModelInferRequestSchema } from "./schema.ts";

export type GrpcCall = InferCall & { readonly model: string; readonly version: string };

/**
 * A `ModelInferRequest`. Faults are `invalid` with `oip.…`; what the model takes is for the engine to compare. Raw
 * contents stay views into the message.
 */
export function readInferMessage(bytes: Uint8Array): GrpcCall {
  const message = decode(bytes);
  const parameters = readParameters(message.parameters);
  refuseUnserved(parameters, ["sequence_id"], "parameters");
  return {
    model: message.modelName,
    version: message.modelVersion,
    id: readId(message.id),
    parameters,
    inputs: readInputs(message),
    outputs: readOutputs(message),
  };
}

function decode(bytes: Uint8Array): ModelInferRequest {
  try {
    boundParsed(bytes);
    return fromBinary(ModelInferRequestSchema, bytes, { readUnknownFields: false });
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw refuse("bad_message", "The message is no ModelInferRequest.");
  }
}

function readInputs({ inputs, rawInputContents }: ModelInferRequest): NamedTensor[] {
  if (inputs.length === 0 || inputs.length > TENSORS_MAX)
    throw refuse("bad_list", `\`inputs\` must be 1 to ${TENSORS_MAX} tensors.`, "inputs");
  const isRaw = rawInputContents.length > 0;
  if (isRaw && rawInputContents.length !== inputs.length) {
    const message = `\`raw_input_contents\` has ${rawInputContents.length} tensors for ${inputs.length} inputs.`;
    throw refuse("bad_raw_contents", message, "raw_input_contents");
  }
  return inputs.map((input, index) => {
    const head = readHead(input, `inputs[${index}]`);
    refuseUnserved(readParameters(input.parameters), SHARED_MEMORY, `${head.param}.parameters`);
    const { name, datatype, shape } = head;
    return {
      name,
      datatype,
      shape,
      data: isRaw ? readRaw(rawInputContents[index], input, head) : readContents(input.contents, head),
    };
  });
}

function readRaw(
  raw: Uint8Array | undefined,
  { contents }: InferInputTensor,
  { param }: TensorHead,
): Uint8Array {
  if (raw !== undefined && contents === undefined) return raw;
  throw refuse("data_twice", `\`${param}\` has contents although the request has raw contents.`, param);
}

type Field = Exclude<keyof TensorContents, "$typeName" | "$unknown">;

/** FP16 has no list of its own: it comes raw. */
const FIELD: Record<Exclude<Datatype, "FP16">, Field> = {
  BOOL: "boolContents",
  UINT8: "uintContents",
  UINT16: "uintContents",
  UINT32: "uintContents",
  UINT64: "uint64Contents",
  INT8: "intContents",
  INT16: "intContents",
  INT32: "intContents",
  INT64: "int64Contents",
  FP32: "fp32Contents",
  FP64: "fp64Contents",
  BYTES: "bytesContents",
};
const FIELDS = new Set(Object.values(FIELD));

function readContents(
  contents: TensorContents | undefined,
  { datatype, shape, param }: TensorHead,
): Uint8Array {
  if (datatype === "FP16")
    throw refuse("raw_only", `\`${param}\` is FP16, which only \`raw_input_contents\` can carry.`, param);
  const field = FIELD[datatype];
  const values = contents?.[field] ?? [];
  for (const other of FIELDS) {
    if (other === field || (contents?.[other].length ?? 0) === 0) continue;
    const message = `\`${param}.contents\` has values in \`${snake(other)}\`; ${datatype} is read from \`${snake(field)}\`.`;
    throw refuse("bad_data", message, `${param}.contents`);
  }
  const count = countElements(shape);
  if (values.length !== count) {
    const message = `\`${param}.contents\` has ${values.length} elements; the shape [${shape.join(", ")}] has ${count}.`;
    throw refuse("bad_data", message, `${param}.contents`);
  }
  return writeContents(datatype, values, param);
}

function writeContents(
  datatype: Exclude<Datatype, "FP16">,
  values: readonly unknown[],
  param: string,
): Uint8Array {
  if (datatype === "BYTES") return encodeElements(values as Uint8Array[]);
  const written = writeElements(datatype, values);
  if (typeof written !== "number") return written;
  const message = `\`${param}.contents\` has ${shown(values[written])} as element ${written}, which is no ${datatype}.`;
  throw refuse("bad_value", message, `${param}.contents`);
}

/** As the protocol's text writes it. */
function snake(field: Field): string {
  return field.replace("Contents", "_contents");
}

function readOutputs({ outputs }: ModelInferRequest): string[] | null {
  if (outputs.length === 0) return null;
  if (outputs.length > TENSORS_MAX)
    throw refuse("bad_list", `\`outputs\` must be at most ${TENSORS_MAX} tensors.`, "outputs");
  return outputs.map(({ name, parameters }, index) => {
    refuseUnserved(
      readParameters(parameters),
      ["classification", ...SHARED_MEMORY],
      `outputs[${index}].parameters`,
    );
    return readName(name, `outputs[${index}].name`);
  });
}

function readParameters(parameters: Record<string, InferParameter>): Parameters {
  const values: Record<string, string | number | boolean> = Object.create(null);
  for (const [name, { parameterChoice }] of Object.entries(parameters)) {
    const { value } = parameterChoice;
    // What a double does not hold is beyond every bound that is asked of it.
    if (value !== undefined) values[name] = typeof value === "bigint" ? Number(value) : value;
  }
  return values;
}
