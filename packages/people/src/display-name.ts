import { z } from "zod";

/** Control and broken characters, and those that are not seen: direction marks, zero-width spaces, joiners. */
const UNSEEN = /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/u;

/** A name that people give and read: trimmed, without characters that no screen shows. */
export function displayNameSchema(lengthMax: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(lengthMax)
    .refine((text) => !UNSEEN.test(text), "must not contain invisible characters");
}
