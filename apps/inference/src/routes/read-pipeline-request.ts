import { ACTIVATION_FUNCTIONS, type ActivationFunction, INPUTS_MAX } from "@millrace/serving";
import { invalid, readBoolean, readFields, readText } from "./read-embedding-request.ts";

export type PipelineRequest = {
  inputs: string[];
  /** Null: all labels. */
  topK: number | null;
  functionToApply: ActivationFunction | null;
  truncate: boolean;
};

const TOP_K_MAX = 10_000;

/**
 * The Hugging Face Inference body, `{ inputs, parameters }`: `top_k`, `function_to_apply`, `truncation` and, as text
 * embedding servers call it, `truncate`. Faults are of kind `invalid` and name the field.
 */
export function readPipelineRequest(body: unknown): PipelineRequest {
  const fields = readFields(body);
  const parameters =
    fields.parameters === undefined || fields.parameters === null ? {} : readFields(fields.parameters);
  const truncation = parameters.truncation ?? parameters.truncate ?? fields.truncate;
  return {
    inputs: readInputs(fields.inputs),
    topK: readTopK(parameters.top_k),
    functionToApply: readFunction(parameters.function_to_apply),
    truncate: readBoolean(truncation, "parameters.truncation"),
  };
}

function readInputs(value: unknown): string[] {
  if (typeof value === "string") return [readText(value, "inputs")];
  if (!Array.isArray(value))
    throw invalid("invalid_input", "`inputs` must be a text or a list of texts.", "inputs");
  if (value.length === 0) throw invalid("empty_input", "`inputs` is empty.", "inputs");
  if (value.length > INPUTS_MAX) {
    throw invalid(
      "too_many_inputs",
      `\`inputs\` has ${value.length} items; the limit is ${INPUTS_MAX} a request.`,
      "inputs",
    );
  }
  return value.map((item, index) => readText(item, `inputs[${index}]`));
}

function readTopK(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= TOP_K_MAX) return value;
  throw invalid(
    "invalid_parameter",
    `\`parameters.top_k\` must be a whole number from 1 to ${TOP_K_MAX}.`,
    "parameters.top_k",
  );
}

function readFunction(value: unknown): ActivationFunction | null {
  if (value === undefined || value === null) return null;
  const known = ACTIVATION_FUNCTIONS.find((name) => name === value);
  if (known !== undefined) return known;
  const names = ACTIVATION_FUNCTIONS.map((name) => `\`${name}\``).join(", ");
  throw invalid(
    "invalid_parameter",
    `\`parameters.function_to_apply\` must be one of ${names}.`,
    "parameters.function_to_apply",
  );
}
