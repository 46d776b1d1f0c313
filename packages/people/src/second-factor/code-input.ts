import { z } from "zod";

export const codeSchema = z.strictObject({ code: z.string() });
