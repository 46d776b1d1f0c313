import { z } from "zod";

/** Where the chain of a team stood at some time, kept outside the database: whoever changes the chain cannot change it. */
export type Anchor = {
  teamId: string;
  /** Of the newest entry at that time. */
  sequence: number;
  /** Of that entry, as 64 hexadecimal digits. */
  hash: string;
  /** When the chain was found whole up to there. */
  at: Date;
};

/** A line of the file, as JSON. */
export const anchorSchema = z.strictObject({
  teamId: z.uuid(),
  sequence: z.int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime().transform((text) => new Date(text)),
});
