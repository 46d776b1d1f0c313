import { Fault } from "@millrace/kernel";
import { INPUTS_MAX } from "@millrace/serving";
import type { EncodingFormat } from "./write-embeddings.ts";

export type EmbeddingRequest = {
  model: string;
  inputs: string[] | number[][];
  encodingFormat: EncodingFormat;
  /** Null: as wide as the model. */
  dimensions: number | null;
  /** Ours, not OpenAI's: cut what is too long instead of refusing it. */
  truncate: boolean;
};

type Fields = Record<string, unknown>;

/**
 * OpenAI's body of `POST /v1/embeddings`. Fields that we do not know are ignored, as clients send more with time.
 * Faults are of kind `invalid` and name the field.
 */
export function readEmbeddingRequest(body: unknown): EmbeddingRequest {
  const fields = readFields(body);
  return {
    model: readModel(fields.model),
    inputs: readInputs(fields.input),
    encodingFormat: readEncodingFormat(fields.encoding_format),
    dimensions: readDimensions(fields.dimensions),
    truncate: readBoolean(fields.truncate, "truncate"),
  };
}

export function readFields(body: unknown): Fields {
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return { ...body };
  throw invalid("http.bad_body", "The body must be a JSON object.", undefined);
}

function readModel(value: unknown): string {
  if (typeof value === "string" && value !== "") return value;
  throw invalid(
    "missing_model",
    "`model` must be the name of a deployment; GET /v1/models lists them.",
    "model",
  );
}

function readInputs(value: unknown): string[] | number[][] {
  if (typeof value === "string") return [readText(value, "input")];
  if (!Array.isArray(value)) {
    throw invalid(
      "invalid_input",
      "`input` must be a text, a list of texts, a list of token ids, or a list of such lists.",
      "input",
    );
  }
  if (value.length === 0) throw invalid("empty_input", "`input` is empty.", "input");
  if (value.every((item) => typeof item === "number")) return [value];
  if (value.length > INPUTS_MAX) {
    throw invalid(
      "too_many_inputs",
      `\`input\` has ${value.length} items; the limit is ${INPUTS_MAX} a request.`,
      "input",
    );
  }
  return Array.isArray(value[0])
    ? value.map(readTokens)
    : value.map((item, index) => readText(item, `input[${index}]`));
}

/** The texts of `inputs` or `input`; the same rules in every family. */
export function readText(value: unknown, param: string): string {
  if (typeof value !== "string")
    throw invalid("invalid_input", `\`${param}\` must be a text, like the items before it.`, param);
  if (value === "") throw invalid("empty_input", `\`${param}\` is an empty text.`, param);
  return value;
}

/** Which ids a model knows, and how many it reads, is for the engine to say. */
function readTokens(value: unknown, index: number): number[] {
  const param = `input[${index}]`;
  if (!Array.isArray(value) || !value.every((item) => typeof item === "number")) {
    throw invalid(
      "invalid_input",
      `\`${param}\` must be a list of token ids, like the items before it.`,
      param,
    );
  }
  if (value.length === 0) throw invalid("empty_input", `\`${param}\` has no tokens.`, param);
  return value;
}

function readEncodingFormat(value: unknown): EncodingFormat {
  if (value === undefined || value === null) return "float";
  if (value === "float" || value === "base64") return value;
  throw invalid(
    "invalid_encoding_format",
    "`encoding_format` must be `float` or `base64`.",
    "encoding_format",
  );
}

function readDimensions(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "number" && Number.isInteger(value) && value >= 1) return value;
  throw invalid("invalid_dimensions", "`dimensions` must be a whole number, 1 or more.", "dimensions");
}

export function readBoolean(value: unknown, param: string): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === "boolean") return value;
  throw invalid("invalid_parameter", `\`${param}\` must be true or false.`, param);
}

export function invalid(code: string, message: string, param: string | undefined): Fault {
  return new Fault({ kind: "invalid", code, message, param });
}
