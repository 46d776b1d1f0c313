export const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A whole number ≥ 0 in base 62, padded with zeros to `length` digits. */
export function toBase62(value: number, length: number): string {
  let digits = "";
  for (let rest = value; rest > 0; rest = Math.floor(rest / BASE62.length)) {
    digits = BASE62.charAt(rest % BASE62.length) + digits;
  }
  return digits.padStart(length, "0");
}
