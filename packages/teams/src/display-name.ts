import { z } from "zod";

/** A name that people give and read: trimmed, without control characters and broken characters, which no screen can show. */
export function displayNameSchema(lengthMax: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(lengthMax)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must not contain control characters");
}
