import { z } from "zod";
import { displayNameSchema } from "./display-name.ts";

/** Somebody who signs in; may be in several teams. */
export type Person = { id: string; email: string; name: string };

const EMAIL_LENGTH_MAX = 254;
const NAME_LENGTH_MAX = 120;
const PRINTABLE_ASCII = /^[!-~]*$/;

/**
 * E-mail addresses that people read as the same are the same: NFKC, lower case. What is then still outside ASCII is
 * refused, since two such addresses may look alike and reach different people.
 */
export const emailSchema = z
  .string()
  .max(EMAIL_LENGTH_MAX)
  .transform((text) => text.normalize("NFKC").trim().toLowerCase())
  .pipe(
    z
      .email("is not an e-mail address")
      .regex(PRINTABLE_ASCII, "must be of letters, digits and signs of ASCII")
      .max(EMAIL_LENGTH_MAX),
  );

export const personNameSchema = displayNameSchema(NAME_LENGTH_MAX);

/** The languages that mail is written in. */
export const localeSchema = z.enum(["en", "zh-CN"]);

export type Locale = z.infer<typeof localeSchema>;

/** Where to write to somebody, and in which language. */
export type Addressee = Person & { locale: Locale };
