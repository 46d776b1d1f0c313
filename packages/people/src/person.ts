import { z } from "zod";
import { displayNameSchema } from "./display-name.ts";

/** Somebody who signs in; may be in several teams. */
export type Person = { id: string; email: string; name: string };

const EMAIL_LENGTH_MAX = 254;
const NAME_LENGTH_MAX = 120;

/** E-mail addresses that people read as the same are the same: NFKC, lower case. */
export const emailSchema = z
  .string()
  .max(EMAIL_LENGTH_MAX)
  .transform((text) => text.normalize("NFKC").trim().toLowerCase())
  .pipe(z.email("is not an e-mail address").max(EMAIL_LENGTH_MAX));

export const personNameSchema = displayNameSchema(NAME_LENGTH_MAX);
