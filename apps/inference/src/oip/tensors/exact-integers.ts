const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;
/** Fewer digits a double always holds exactly. */
const LONG_DIGITS = 16;
const MARK = "\0";

/** Whether a document may have whole numbers that JSON.parse rounds. */
export function hasLongNumbers(json: string): boolean {
  return /\d{16}/.test(json);
}

/**
 * Valid JSON, with each long whole number replaced by a marked string that keeps its digits, for `readMarked`. One pass
 * over the text: a reviver with the source of each value does the same, but calls back for every value of the document
 * and takes ten times as long.
 */
export function markLongIntegers(json: string): string {
  const pieces: string[] = [];
  let copied = 0;
  for (let index = 0; index < json.length; index++) {
    const code = json.charCodeAt(index);
    if (code === QUOTE) index = endOfString(json, index);
    if (code < ZERO || code > NINE) continue;
    const end = endOfDigits(json, index);
    if (end - index >= LONG_DIGITS && !/[.eE]/.test(json.charAt(end))) {
      const start = json.charCodeAt(index - 1) === MINUS ? index - 1 : index;
      pieces.push(json.slice(copied, start), `"\\u0000${json.slice(start, end)}"`);
      copied = end;
    }
    index = endOfNumber(json, end) - 1;
  }
  pieces.push(json.slice(copied));
  return pieces.join("");
}

/** A marked string as the number that it was; anything else as it is. */
export function readMarked(value: unknown): unknown {
  return typeof value === "string" && /^\0-?\d{16,20}$/.test(value)
    ? BigInt(value.slice(MARK.length))
    : value;
}

/** Of the quote that ends the string. */
function endOfString(json: string, start: number): number {
  for (let index = start + 1; index < json.length; index++) {
    const code = json.charCodeAt(index);
    if (code === QUOTE) return index;
    if (code === BACKSLASH) index++;
  }
  return json.length;
}

function endOfDigits(json: string, start: number): number {
  let end = start;
  while (json.charCodeAt(end) >= ZERO && json.charCodeAt(end) <= NINE) end++;
  return end;
}

function endOfNumber(json: string, start: number): number {
  let end = start;
  while (/[\d.eE+-]/.test(json.charAt(end))) end++;
  return end;
}
