import { Fault } from "@millrace/kernel";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
/** Nothing that we read is nested deeper than a handful of levels, or has more than a handful of keys. */
const DEPTH_MAX = 64;
const KEYS_MAX = 10_000;

/**
 * A body as JSON. Faults `http.invalid_utf8`, `http.invalid_json`, and, before anything is built from it,
 * `http.json_too_deep` and `http.json_too_many_keys`.
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  const { depth, keys } = measure(bytes);
  if (depth > DEPTH_MAX)
    throw refuse("http.json_too_deep", `The JSON is nested deeper than ${DEPTH_MAX} levels.`);
  if (keys > KEYS_MAX) throw refuse("http.json_too_many_keys", `The JSON has more than ${KEYS_MAX} keys.`);
  try {
    return JSON.parse(text);
  } catch (error) {
    const where = /position (\d+)/.exec(String(error))?.[1];
    const at = where === undefined ? "" : ` (near character ${where})`;
    throw refuse("http.invalid_json", `The body is not valid JSON${at}.`);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw refuse("http.invalid_utf8", "The body is not valid UTF-8.");
  }
}

const [QUOTE, BACKSLASH, COLON, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] =
  Buffer.from('"\\:{}[]');

/** The deepest nesting of arrays and objects, and the keys, found in one pass over the bytes, strings skipped. */
function measure(bytes: Uint8Array): { depth: number; keys: number } {
  let level = 0;
  let depth = 0;
  let keys = 0;
  let inString = false;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (inString) {
      if (byte === BACKSLASH) index++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === COLON) keys++;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth = Math.max(depth, ++level);
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) level--;
  }
  return { depth, keys };
}

function refuse(code: string, message: string): Fault {
  return new Fault({ kind: "invalid", code, message });
}
