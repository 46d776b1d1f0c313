import { z } from "zod";

const PATH_LENGTH_MAX = 500;

/** How a page of the provider is shown, and where people come back to: a path of the console and nothing else. */
export const pageSchema = z.object({
  locale: z.enum(["en", "zh-CN"]),
  returnPath: z
    .string()
    .max(PATH_LENGTH_MAX)
    .regex(/^\/(?![/\\])[^\\\p{C}]*$/u, "must be a path of the console"),
});

export type PageInput = z.input<typeof pageSchema>;
