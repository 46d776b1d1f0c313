import { Fault } from "@millrace/kernel";

/** What is wrong with a request of this protocol. `param` as the caller would write it, such as `inputs[1].shape`. */
export function refuse(reason: string, message: string, param?: string): Fault {
  const code = `oip.${reason}`;
  return new Fault({ kind: "invalid", code, message, ...(param === undefined ? {} : { param }) });
}

const CHARACTERS_SHOWN = 60;

/** Something that somebody sent, in an error: short, and on one line, as it would otherwise write lines of a log. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? `\`${value}\`` : describe(value);
  const flat = text.slice(0, CHARACTERS_SHOWN + 1).replace(/\p{Cc}/gu, "�");
  return flat.length > CHARACTERS_SHOWN ? `${flat.slice(0, CHARACTERS_SHOWN).toWellFormed()}…` : flat;
}

function describe(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null || typeof value !== "object") return String(value);
  return Array.isArray(value) ? "a list" : "an object";
}
