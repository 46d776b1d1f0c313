import { z } from "zod";

const NAME_LENGTH_MAX = 40;

/** As in every API family: the name is what clients send as the model. */
export const deploymentNameSchema = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/);

/** A free name made from the model's: `millrace-embed` gives `embed`, then `embed-2`. */
export function suggestName(modelName: string, taken: readonly string[]): string {
  const base =
    modelName
      .toLowerCase()
      .replace(/^millrace-/, "")
      .replace(/[^a-z0-9-]+/g, "-")
      .replace(/^[^a-z]+/, "")
      .slice(0, NAME_LENGTH_MAX - 3) || "model";
  const candidates = [
    base,
    ...Array.from({ length: taken.length + 1 }, (_, index) => `${base}-${index + 2}`),
  ];
  return candidates.find((name) => !taken.includes(name)) ?? base;
}
