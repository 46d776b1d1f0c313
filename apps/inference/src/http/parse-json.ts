import { Fault } from "@millrace/kernel";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
/** Nothing that we read is nested deeper than a handful of levels. */
const DEPTH_MAX = 64;

/** A body as JSON. Faults `http.invalid_utf8`, `http.invalid_json`, `http.json_too_deep`, before anything is built from it. */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  if (depthOf(bytes) > DEPTH_MAX)
    throw refuse("http.json_too_deep", `The JSON is nested deeper than ${DEPTH_MAX} levels.`);
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

const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = Buffer.from('"\\{}[]');

/** The deepest nesting of arrays and objects, found in one pass over the bytes, strings skipped. */
function depthOf(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (inString) {
      if (byte === BACKSLASH) index++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) deepest = Math.max(deepest, ++depth);
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
  }
  return deepest;
}

function refuse(code: string, message: string): Fault {
  return new Fault({ kind: "invalid", code, message });
}
