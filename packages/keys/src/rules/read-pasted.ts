import { KEY_PREFIX } from "../api-key.ts";
import { parseKey } from "./parse-key.ts";

export type Pasted = { kind: "key"; hash: Buffer } | { kind: "mistyped" } | { kind: "no_key" };

/**
 * The first key in a text, alone or amid what it was copied with, such as a line of a log. `mistyped`: something begins
 * like a key, but has another length or a wrong checksum.
 */
export function readPasted(text: string): Pasted {
  const candidates = text.match(new RegExp(`${KEY_PREFIX}[0-9A-Za-z]*`, "g"));
  if (candidates === null) return { kind: "no_key" };
  for (const candidate of candidates) {
    const parsed = parseKey(candidate);
    if (parsed) return { kind: "key", hash: parsed.hash };
  }
  return { kind: "mistyped" };
}
