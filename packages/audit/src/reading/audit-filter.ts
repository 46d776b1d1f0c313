import { z } from "zod";

const TEXT_LENGTH_MAX = 200;
const WORD = /^[a-z][a-z_.]{0,79}$/;

/** PostgreSQL has no text with a NUL in it. */
const textSchema = z
  .string()
  .min(1)
  .max(TEXT_LENGTH_MAX)
  .refine((text) => !text.includes("\0"), "This holds a character that no text has.")
  .transform((text) => text.toWellFormed());

/** What a reader narrows the log to; what is absent narrows nothing. */
export const auditFilterSchema = z.strictObject({
  verb: z.string().regex(WORD).optional(),
  /** Who did it; `system` for what nobody did. */
  person: z.union([z.uuid(), z.literal("system")]).optional(),
  subjectType: z.string().regex(WORD).optional(),
  /** At or after. */
  from: z.date().optional(),
  /** Before. */
  to: z.date().optional(),
  /** Stands anywhere in the entry, in upper or lower case. */
  text: textSchema.optional(),
});

export type AuditFilter = z.input<typeof auditFilterSchema>;
