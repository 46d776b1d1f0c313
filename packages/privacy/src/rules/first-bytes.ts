/** As much of a text as is kept, in UTF-8, and how long the whole was. */
export type FirstBytes = { kept: Uint8Array; bytes: number };

/** The upper two bits of a byte that goes on with a character of UTF-8. */
const [UPPER_BITS, GOES_ON] = [0b1100_0000, 0b1000_0000];

/**
 * The first `bytesMax` bytes of a text, without a character that would be cut in half. A copy: it holds on to nothing
 * that is larger.
 */
export function firstBytes(whole: string | Uint8Array, bytesMax: number): FirstBytes {
  if (typeof whole !== "string") return { kept: cut(whole, bytesMax), bytes: whole.byteLength };
  // No character takes less than a byte, so what lies further behind cannot be among the first.
  const head = Buffer.from(whole.slice(0, bytesMax + 1));
  return { kept: cut(head, bytesMax), bytes: Buffer.byteLength(whole) };
}

function cut(bytes: Uint8Array, bytesMax: number): Uint8Array {
  let end = Math.min(bytes.byteLength, bytesMax);
  if (end < bytes.byteLength) while (end > 0 && ((bytes[end] ?? 0) & UPPER_BITS) === GOES_ON) end--;
  return Uint8Array.from(bytes.subarray(0, end));
}
