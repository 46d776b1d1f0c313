import { z } from "zod";

/**
 * Control and broken characters, and those that are not seen (Unicode: Default_Ignorable_Code_Point, and the blank of
 * Braille): direction marks, zero-width spaces, joiners, fillers, tags. What tells an emoji from a sign stays.
 */
const UNSEEN = /[\p{Cc}\p{Cs}\u2028\u2029\u2800\ufff9-\ufffb]|(?![\ufe0e\ufe0f])\p{DI}/u;

/** A name that people give and read: trimmed, without characters that no screen shows. */
export function displayNameSchema(lengthMax: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(lengthMax)
    .refine((text) => !UNSEEN.test(text), "must not contain invisible characters");
}
