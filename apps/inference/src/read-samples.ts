import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const samplesSchema = z
  .array(z.union([z.string(), z.object({ text: z.string() }).transform(({ text }) => text)]))
  .min(1);
/** For a model that brings no samples. */
const FALLBACK = [
  "The wheel turns as long as the water runs.",
  "A short one.",
  "A model is a guest in this house.",
];

/** The sample inputs that a model folder brings, for measuring it. */
export async function readSamples(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, "samples.json"), "utf8").catch(() => null);
  if (text === null) return FALLBACK;
  const parsed = samplesSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : FALLBACK;
}
