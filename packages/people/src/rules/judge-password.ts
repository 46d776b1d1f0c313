import type { CommonPasswords } from "./common-passwords.ts";

const PRODUCT = "millrace";
/** A shorter part of an address is in too many words to say anything. */
const LOCAL_PART_MIN = 3;
/** Of what people put before or after a word when they are asked for more: "1!", a year, both. */
const ADORNMENT_MAX = 6;
const BASE_MIN = 4;
const DISTINCT_MIN = 4;
const UNIT_TRIVIAL_MAX = 4;

export type PasswordFlaw = "common" | "personal";

/**
 * What makes a new password easy to guess: `common`, it or what is left of it without trivial changes is among the most
 * used, or it repeats itself; `personal`, it holds the name in the address or ours. Null: nothing.
 */
export function judgePassword(password: string, email: string, common: CommonPasswords): PasswordFlaw | null {
  const plain = password.normalize("NFKC").toLowerCase();
  if (isCommon(plain, common)) return "common";
  const localPart = email.slice(0, email.lastIndexOf("@"));
  const names = localPart.length < LOCAL_PART_MIN ? [PRODUCT] : [PRODUCT, localPart];
  return names.some((name) => plain.includes(name)) ? "personal" : null;
}

function isCommon(plain: string, common: CommonPasswords): boolean {
  if (new Set(plain).size < DISTINCT_MIN) return true;
  return [plain, ...withoutAdornments(plain)].some((text) => common.has(text) || repeatsCommon(text, common));
}

/** "monkey" of "monkey2024!", of "1monkey", of "!!monkey1". */
function withoutAdornments(plain: string): string[] {
  const [, before = "", base = "", after = ""] = /^([^\p{L}]*)(.*?)([^\p{L}]*)$/su.exec(plain) ?? [];
  return [base, before + base, base + after].filter((text) => {
    const removed = plain.length - text.length;
    return removed > 0 && removed <= ADORNMENT_MAX && text.length >= BASE_MIN;
  });
}

/** "abcabcabc", "dragondragon": no better than what is repeated. */
function repeatsCommon(plain: string, common: CommonPasswords): boolean {
  for (let length = 1; length <= plain.length / 2; length++) {
    const unit = plain.slice(0, length);
    if (plain.length % length === 0 && unit.repeat(plain.length / length) === plain)
      return length <= UNIT_TRIVIAL_MAX || common.has(unit);
  }
  return false;
}
