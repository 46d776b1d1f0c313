/** RFC 5321, 4.5.3.1.3, less the angle brackets. */
const CHARACTERS_MAX = 254;
/** One address and nothing that a header or a list of recipients could take for more. */
const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{C}]{1,64}@[^\s@<>()[\]\\,;:"\p{C}]+$/u;

export function isMailAddress(text: string): boolean {
  return text.length <= CHARACTERS_MAX && ADDRESS.test(text);
}
