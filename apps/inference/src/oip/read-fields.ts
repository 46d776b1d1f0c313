import type { Parameters } from "./infer-call.ts";
import { refuse, shown } from "./refusal.ts";

type Fields = Readonly<Record<string, unknown>>;

/** `where` is the object as the caller would write it, such as `inputs[1]`; "" for the body. */
export function readFields(value: unknown, where: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  const what = where === "" ? "The request" : `\`${where}\``;
  throw refuse("not_an_object", `${what} must be a JSON object.`, where === "" ? undefined : where);
}

/** The protocol knows strings, numbers and booleans; in a map without a prototype, so that no name means more. */
export function readParameters(value: unknown, where: string): Parameters {
  const parameters: Record<string, string | number | boolean> = Object.create(null);
  if (value === undefined || value === null) return parameters;
  for (const [name, parameter] of Object.entries(readFields(value, where))) {
    if (typeof parameter !== "string" && typeof parameter !== "number" && typeof parameter !== "boolean") {
      const message = `A parameter in \`${where}\` is ${shown(parameter)}; parameters are texts, numbers and truths.`;
      throw refuse("bad_parameter", message, where);
    }
    parameters[name] = parameter;
  }
  return parameters;
}

export function readTruth(parameters: Parameters, name: string, where: string): boolean | undefined {
  const value = parameters[name];
  if (value === undefined || typeof value === "boolean") return value;
  throw refuse(
    "bad_parameter",
    `\`${where}.${name}\` is ${shown(value)}; it must be true or false.`,
    `${where}.${name}`,
  );
}

/** Data that lies elsewhere than in the request. */
export const SHARED_MEMORY = ["shared_memory_region", "shared_memory_byte_size", "shared_memory_offset"];

/** What other servers do, and what would change the answer: to ignore it would be to answer something else. */
export function refuseUnserved(parameters: Parameters, unserved: readonly string[], where: string): void {
  const found = unserved.find((name) => parameters[name] !== undefined && parameters[name] !== 0);
  if (found === undefined) return;
  throw refuse("unsupported_parameter", `\`${where}.${found}\` is not served here.`, `${where}.${found}`);
}

const ID_CHARACTERS_MAX = 1_024;

export function readId(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string" && value.length <= ID_CHARACTERS_MAX) return value;
  throw refuse("bad_id", `\`id\` must be a text of at most ${ID_CHARACTERS_MAX} characters.`, "id");
}
