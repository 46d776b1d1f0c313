import { z } from "zod";

export const httpUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    "must be an http or https address",
  )
  // Paths are added to it.
  .transform((text) => text.replace(/\/+$/, ""));
